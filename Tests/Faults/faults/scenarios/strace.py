"""Every commit under strace: an answer leaves only after the log that holds it was synced."""

import shutil
from contextlib import AsyncExitStack

from ..durability import check_durability, operation_name
from ..installation import Daemon, Installation
from ..processes import run_tool
from ..records import producer, province
from ..shim import Shim, Tampering
from ..trace import read_trace
from ..verdict import Scenario, Setting, Skipped, expect, run_together

_WRITERS = 4
# What a control makes of a sync: nothing, or something that is done after the answer.
_CONTROLS = {"no-sync": "none", "late-sync": "late"}


async def _write(daemon: Daemon, writer: int, count: int, operations: dict[int, str]) -> None:
    async with daemon.client() as client:
        for number in range(count):
            operation = operation_name(writer, number)
            records = [producer(f"CT-{writer}-{number}", "Hợp tác xã")]
            summary = await client.import_records(operation, records, 20.0)
            operations[summary.revision] = operation


async def run(setting: Setting) -> str:
    if shutil.which("strace") is None:
        raise Skipped("strace is not installed")
    try:
        await run_tool("strace", "-o", "/dev/null", "true")
    except OSError as error:
        raise Skipped(f"this machine lets nothing be traced: {error}") from error
    commits = setting.size(500, 500, control=40)
    async with AsyncExitStack() as stack:
        installation = await stack.enter_async_context(Installation(setting.binaries))
        registry = installation.registry
        trace = installation.folder / "trace"
        # -D: strace is the grandchild, so the process that is killed in the end is the daemon.
        registry.prefix = [
            "strace", "-D", "-f", "-y", "-s", "5000", "-o", str(trace),
            "-e", "trace=pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg",
        ]  # fmt: skip
        if setting.control:
            shim = await Shim.build(installation.folder)
            tampering = Tampering(sync=_CONTROLS[setting.control])
            for name, value in shim.environment(registry, tampering).items():
                registry.prefix += ["-E", f"{name}={value}"]
        await registry.start()
        operations: dict[int, str] = {}
        async with registry.client() as client:
            await client.import_until_answered("province", province())
        await run_together(
            *(_write(registry, writer, commits // _WRITERS, operations) for writer in range(_WRITERS))
        )
        await registry.stop()
        with trace.open(encoding="latin-1") as lines:
            counts = check_durability(read_trace(lines), f"{registry.database}-wal", operations)
    expect(counts.answers == len(operations) == commits // _WRITERS * _WRITERS, f"{counts.answers} answers")
    return f"{counts.answers} answers of {counts.transactions} transactions, each behind one of {counts.syncs} syncs"


SCENARIO = Scenario(
    name="strace",
    proves="no answer to a write leaves the process before the fdatasync of the log that holds it has returned",
    run=run,
    controls=tuple(_CONTROLS),
    full_factor=1.0,
)
