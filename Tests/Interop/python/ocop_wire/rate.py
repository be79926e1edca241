"""How often something may happen: what counts the frames that cost their sender nothing."""


class RateCap:
    """Full at first; each use takes one, and time gives back."""

    def __init__(self, burst: int, per_second: float, now: float) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._left = float(burst)
        self._counted_at = now

    def take(self, now: float) -> bool:
        """Whether there was one left."""
        self._left = min(self._burst, self._left + (now - self._counted_at) * self._per_second)
        self._counted_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
