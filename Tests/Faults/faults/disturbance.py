"""What others notice of what one does: their latencies with it and without it, in turn."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from statistics import median

from .load import Load, LoadResult
from .verdict import Setting, expect

# A debug build on a busy machine, in CI: differences below this mean nothing.
_NOISE_MILLISECONDS = 150.0


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Others' results in turn: `calm` before each of `disturbed` and behind the last."""

    calm: tuple[LoadResult, ...]
    disturbed: tuple[LoadResult, ...]

    @classmethod
    async def measure(
        cls, setting: Setting, probe: Load, seconds: float, disturb: Callable[[], Awaitable[None]],
        otherwise: Callable[[], Awaitable[None]] | None = None,
        place: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> "Disturbance":  # fmt: skip
        """Disturbs others for `seconds` once, or three times with --full: a machine that others use, too, is not the
        same from one second to the next. `otherwise` is what goes on without the disturbance; `place` says where this
        process runs while something goes on."""

        async def beside(work: Callable[[], Awaitable[None]] | None, seconds: float) -> LoadResult:
            if work is None:
                return await probe.run(seconds)
            with place():
                async with probe.running(seconds) as result:
                    await work()
                    return await result

        calm_seconds = setting.size(1.0, min(seconds, 5.0))
        calm, disturbed = [await beside(otherwise, calm_seconds)], []
        for _ in range(setting.size(1, 3)):
            disturbed.append(await beside(disturb, seconds))
            calm.append(await beside(otherwise, calm_seconds))
        return cls(tuple(calm), tuple(disturbed))

    @property
    def growth(self) -> float:
        """By which factor the p99 grows: the median of the disturbed, each against the calm around it."""
        around = zip(self.calm, self.calm[1:], strict=False)
        return median(
            during.milliseconds() * 2 / (before.milliseconds() + behind.milliseconds())
            for during, (before, behind) in zip(self.disturbed, around, strict=True)
        )

    def __str__(self) -> str:
        calm = " ".join(f"{one.milliseconds():.2f}" for one in self.calm)
        disturbed = " ".join(f"{one.milliseconds():.2f}" for one in self.disturbed)
        return f"others' p99 {calm} ms without, {disturbed} ms with it: {self.growth:.2f} times"

    def expect_at_most(self, setting: Setting, who: str, growth: float) -> None:
        """The p99 has not grown beyond that, nor has a call failed."""
        for one in (*self.calm, *self.disturbed):
            expect(one.failed == 0, f"{who}: {one.failed} calls of others have failed: {one.fields}")
        rise = max(one.milliseconds() for one in self.disturbed) - min(one.milliseconds() for one in self.calm)
        bears = self.growth <= growth or (not setting.is_full and rise <= _NOISE_MILLISECONDS)
        expect(bears, f"{who}: {self}, above {growth}")
