"""Child processes of a run: on free loopback ports, output in files, ended whatever happens.

They stay in the driver's own process group, so that Ctrl-C, or killing the group, reaches them as well.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 5.0
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "PYTHONPYCACHEPREFIX")


class ChildFailed(Exception):
    """A process ended, or did not listen, when it should have."""


@dataclass(frozen=True)
class Command:
    """What to start, where, and with which settings beside the few that every process needs."""

    name: str
    args: Sequence[str]
    cwd: Path
    env: Mapping[str, str]

    def full_env(self) -> dict[str, str]:
        """Nothing of the caller's environment but what a program needs to run at all."""
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        return {**inherited, **self.env}


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def listening(command: Command, port: int, logs: Path) -> AsyncIterator[int]:
    """Runs a server from the moment it accepts connections; gives its process id."""
    log = logs / f"{command.name}.log"
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command.args,
            cwd=command.cwd,
            env=command.full_env(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        await _until_listening(command.name, process, port, log)
        yield process.pid
    finally:
        await _end(process)


async def run_to_end(command: Command, seconds: float = START_SECONDS) -> tuple[int | None, str]:
    """A program's exit code and output; None when it still ran after `seconds`."""
    process = await asyncio.create_subprocess_exec(
        *command.args,
        cwd=command.cwd,
        env=command.full_env(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), seconds)
        return process.returncode, output.decode(errors="replace")
    except TimeoutError:
        return None, ""
    finally:
        await _end(process)


def tail(log: Path) -> str:
    """The end of a log."""
    return log.read_text(errors="replace")[-4000:]


async def _until_listening(name: str, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        if process.returncode is not None:
            raise ChildFailed(f"{name} ended with {process.returncode}:\n{tail(log)}")
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise ChildFailed(f"{name} did not listen within {START_SECONDS:g} s:\n{tail(log)}")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
    except asyncio.CancelledError:
        process.kill()
        raise
