"""Which calls a client repeats by itself, and when (sections 9 and 11)."""

from .backoff import Backoff
from .status import CloseFlag, Code, Status
from .stream import Stream


class RepeatPolicy:
    """Of one call. `attempt` is what its next OPEN says."""

    def __init__(self, attempts_max: int, is_idempotent: bool, deadline: float | None) -> None:
        self._attempts_max = attempts_max
        self._is_idempotent = is_idempotent
        self._deadline = deadline
        self._tries = 1
        self._backoff = Backoff(initial=0.02, multiplier=2.0, maximum=1.0)
        self.attempt = 0

    def pause(self, status: Status, stream: Stream, now: float) -> float | None:
        """Seconds to wait before the next attempt, or None when the call ends with this status."""
        if status.flags & CloseFlag.NO_RETRY:
            return None
        was_sent = stream.number != 0
        if stream.is_unprocessed and not status.flags & CloseFlag.NOT_PROCESSED:
            # Above a GOAWAY's last_stream, or never sent: repeated at once, without the application noticing.
            self.attempt += was_sent
            return 0.0
        can_be_repeated = stream.is_unprocessed or status.code is Code.UNAVAILABLE and self._is_idempotent
        if not can_be_repeated or self._tries >= self._attempts_max:
            return None
        self._tries += 1
        self.attempt += 1
        pause = max(status.retry_after_milliseconds / 1000, self._backoff.next_pause())
        return None if self._deadline is not None and now + pause >= self._deadline else pause
