"""A file system of 8 MiB: a loop device with ext4, or memory where that is refused."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from .processes import run_tool
from .verdict import Skipped

_BYTES = 8 * 1024 * 1024


@asynccontextmanager
async def small_disk(folder: Path) -> AsyncIterator[tuple[Path, str]]:
    """Yields where it is mounted, and its kind. Raises Skipped when this machine mounts nothing."""
    where = folder / "disk"
    where.mkdir()
    kind = await _mount(folder, where)
    try:
        yield where, kind
    finally:
        try:
            await run_tool("umount", where)
        except OSError:
            # Something is still open on it: out of sight at once, gone when that is closed.
            with suppress(OSError):
                await run_tool("umount", "-l", where)


async def _mount(folder: Path, where: Path) -> str:
    refusals: list[str] = []
    if shutil.which("mkfs.ext4"):
        image = folder / "disk.img"
        try:
            with image.open("wb") as file:
                file.truncate(_BYTES)
            await run_tool("mkfs.ext4", "-q", "-F", "-m", "0", image)
            await run_tool("mount", "-o", "loop", image, where)
            return "ext4 on a loop device"
        except OSError as error:
            refusals.append(str(error))
    try:
        await run_tool("mount", "-t", "tmpfs", "-o", f"size={_BYTES}", "tmpfs", where)
        return "tmpfs"
    except OSError as error:
        refusals.append(str(error))
    raise Skipped(f"no small file system: {'; '.join(refusals)}")
