"""nginx with the emitted configuration; where it listens, whom it balances and where it logs is this machine's."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from drive.children import Command, free_port, listening

REPLICAS = re.compile(r"^ *server server:\d+ resolve (?P<options>.*);$", re.MULTILINE)
"""In compose one name with several addresses, which Debian's nginx (1.22) cannot resolve again; here the addresses."""


@dataclass(frozen=True)
class Exchange:
    """One line of the access log."""

    status: int
    upstreams: tuple[str, ...]
    upstream_statuses: tuple[str, ...]


@dataclass(frozen=True)
class Front:
    """The running front."""

    url: str
    log: Path
    errors: Path

    def complaints(self) -> str:
        """What nginx found wrong, last."""
        return self.errors.read_text(errors="replace")[-2000:]

    def exchanges(self) -> list[Exchange]:
        """What it has passed on: `$time $method $uri $status $upstream_addr $upstream_status $request_time`."""
        lines = [line.replace(", ", ",").split() for line in self.log.read_text().splitlines()]
        return [Exchange(int(line[3]), tuple(line[4].split(",")), tuple(line[5].split(","))) for line in lines]


def localised(configuration: str, port: int, replicas: Sequence[int], folder: Path) -> str:
    """The emitted configuration for this machine; a place that is not found exactly once is an error."""
    found = REPLICAS.findall(configuration)
    if len(found) != 1:
        raise ValueError(f"{len(found)} lines name the replicas")
    servers = "\n".join(rf"        server 127.0.0.1:{replica} {found[0]};" for replica in replicas)
    text = REPLICAS.sub(servers, configuration)
    for old, new in (
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("pid /tmp/nginx.pid;", f"pid {folder}/nginx.pid;\ndaemon off;"),
        ("access_log /dev/stdout calls;", f"access_log {folder}/access.log calls;"),
        ("worker_processes auto;", "worker_processes 1;"),
    ):
        if text.count(old) != 1:
            raise ValueError(f"{old!r} occurs {text.count(old)} times")
        text = text.replace(old, new)
    return re.sub(r"_temp_path /tmp/", f"_temp_path {folder}/", text)


@asynccontextmanager
async def balancing(emitted: Path, replicas: Sequence[int], logs: Path) -> AsyncIterator[Front]:
    """nginx in front of servers on these ports."""
    port = free_port()
    folder = logs / "nginx"
    folder.mkdir()
    configuration = folder / "nginx.conf"
    _write(configuration, localised(_read(emitted), port, replicas, folder))
    args = ["nginx", "-c", str(configuration), "-e", "stderr"]
    async with listening(Command("nginx", args, folder, {}), port, logs):
        yield Front(f"http://127.0.0.1:{port}/mcp", folder / "access.log", logs / "nginx.log")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
