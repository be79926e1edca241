"""Pauses that grow, with an upper bound and a random part, so that clients do not come back all at once."""

import random
from dataclasses import dataclass, field


@dataclass(slots=True)
class Backoff:
    """Times are in seconds. Each pause is `multiplier` times the last, up to `maximum`, give or take `jitter` of it."""

    initial: float = 0.1
    multiplier: float = 1.6
    maximum: float = 10.0
    jitter: float = 0.2
    generator: random.Random = field(default_factory=random.Random)
    _count: int = 0

    def next_pause(self) -> float:
        base = min(self.initial * self.multiplier**self._count, self.maximum)
        if base < self.maximum:
            self._count += 1
        return base * self.generator.uniform(1 - self.jitter, 1 + self.jitter)

    def reset(self) -> None:
        """After a success."""
        self._count = 0
