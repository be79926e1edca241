"""Identities for daemons that others than this machine's could reach: a key, and a token for their own calls."""

import asyncio
import os
from pathlib import Path

from .verdict import Violation


async def environments(binaries: Path, folder: Path, names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """What each daemon of an installation needs in its environment. Whoever comes through a Unix socket as this user is
    the provincial office."""
    key = folder / "identity.key"
    keys = folder / "identity_keys"
    keys.write_text(await _ocop(binaries, "new-key", "--id", "faults", "--out", key))
    peers = folder / "identity_peers"
    peers.write_text(f"unix-user {os.getuid()} province faults\n")
    environments = {}
    for name in names:
        token = folder / f"{name}.token"
        await _ocop(binaries, "issue", "--key", key, "--subject", name, "--role", "service", "--out", token)
        prefix = f"OCOP_{name.upper()}_"
        environments[name] = {
            prefix + "AUTHENTICATION": "required",
            prefix + "IDENTITY_KEYS": str(keys),
            prefix + "IDENTITY_PEERS": str(peers),
            prefix + "IDENTITY_TOKEN": str(token),
        }
    return environments


async def issue(binaries: Path, folder: Path, subject: str, role: str) -> str:
    """A token by the key that `environments` has left in the folder."""
    token = folder / f"{subject}.token"
    key = folder / "identity.key"
    await _ocop(binaries, "issue", "--key", key, "--subject", subject, "--role", role, "--out", token)
    return token.read_text().strip()


async def _ocop(binaries: Path, *arguments: str | Path) -> str:
    process = await asyncio.create_subprocess_exec(
        binaries / "ocop", "identity", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, errors = await process.communicate()
    if process.returncode:
        raise Violation(f"ocop identity {arguments[0]} ended with {process.returncode}: {errors.decode()}")
    return output.decode()
