"""`python -m replicas --server DIR …`: with the emitted project's own interpreter; nginx and redis-server on PATH."""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from drive.backends import OWN_BACKENDS, UserIdBackend
from drive.children import Command, free_port, listening
from drive.report import Report
from observe.setup import Served, registered, serving

from .callers import CALLERS, Outcome, call_while_killing
from .front import Front, balancing

UNLIMITED = {"RATE_LIMIT_PER_USER": "1000000/second", "RATE_LIMIT_TOTAL": "1000000/second"}
NOTICED_MS = 50
TWENTY = {"RATE_LIMIT_PER_USER": "20/minute"}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="replicas", description=__doc__)
    parser.add_argument("--server", type=Path, required=True, help="the emitted project: the deploy plugin, --redis")
    parser.add_argument("--backend-python", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=2000)
    return parser.parse_args()


@dataclass(frozen=True)
class Deployed:
    """Everything that compose starts, as processes of this machine."""

    front: Front
    replicas: list[Served]
    redis_pid: int

    @property
    def headers(self) -> Mapping[str, str]:
        """How one person gets in."""
        return self.replicas[0].headers

    def at(self, number: int) -> str:
        """How nginx calls a replica."""
        return self.replicas[number].url.split("/")[2]


@asynccontextmanager
async def _deployed(
    options: argparse.Namespace, limits: Mapping[str, str], *, shared: bool = True
) -> AsyncIterator[Deployed]:
    """A backend, Redis, two replicas that are told of it where it is `shared`, and nginx with the emitted configuration."""
    server = options.server.resolve()
    with tempfile.TemporaryDirectory(prefix="replicas-") as folder:
        logs = Path(folder)
        async with AsyncExitStack() as stack:
            backend = UserIdBackend(options.backend_python, OWN_BACKENDS, logs)
            await stack.enter_async_context(backend.running())
            person = await registered(backend)
            redis_port = free_port()
            redis_args = ["redis-server", "--port", str(redis_port), "--bind", "127.0.0.1", "--save", ""]
            redis = Command("redis", redis_args, logs, {})
            redis_pid = await stack.enter_async_context(listening(redis, redis_port, logs))
            secret = backend.secret()
            redis_url = {"REDIS_URL": f"redis://127.0.0.1:{redis_port}/0"} if shared else {}
            env = {**limits, **redis_url, "MCP_GATEWAY_SECRET": secret}
            served = [
                await stack.enter_async_context(serving(server, backend, person, logs, f"server-{number}", env))
                for number in range(2)
            ]
            headers = {"Authorization": f"Bearer {secret}", "X-User-ID": person.user_id}
            ports = [int(one.url.rsplit(":", 1)[1].split("/")[0]) for one in served]
            front = await stack.enter_async_context(balancing(server / "deploy" / "nginx.conf", ports, logs))
            yield Deployed(front, [replace(one, headers=headers) for one in served], redis_pid)


async def _replica_goes(options: argparse.Namespace, report: Report, how: signal.Signals) -> None:
    """One replica gets a signal while a hundred callers are at work."""
    async with _deployed(options, UNLIMITED) as deployed:
        kill = (deployed.replicas[0].pid, how)
        outcome = await call_while_killing(deployed.front.url, deployed.headers, options.calls, kill)
        _judge(report, how.name, outcome, deployed.front, deployed.at(0))


def _judge(report: Report, group: str, outcome: Outcome, front: Front, victim: str) -> None:
    exchanges = front.exchanges()
    failed = [one for one in exchanges if one.status != 200]
    by_replica = Counter(one.upstreams[-1] for one in exchanges)
    moved = sum(len(one.upstreams) > 1 and one.status == 200 for one in exchanges)
    report.emit(
        "killed",
        signal=group,
        ended=outcome.ended,
        under_way_there=outcome.under_way,
        began_after_and_failed_ms=outcome.failed_after_ms,
        answered_by=by_replica,
        moved_to_the_other=moved,
    )
    report.check(group, "both replicas took calls", len(by_replica) == 2 and min(by_replica.values()) > 10, by_replica)
    report.check(group, "every call ended", outcome.ended.total() == len(exchanges), (outcome.ended, len(exchanges)))
    elsewhere = [one for one in failed if one.upstreams != (victim,)]
    report.check(group, "no call failed but on the replica that went", elsewhere == [], elsewhere[:5])
    # nginx may send a call into a connection whose end it has not read yet.
    late = max(outcome.failed_after_ms, default=0.0)
    report.check(group, f"no call failed that began over {NOTICED_MS} ms after it went", late <= NOTICED_MS, outcome)
    # Asked to end, a replica finishes what it has taken.
    most = 0 if group == signal.SIGTERM.name else CALLERS
    report.check(group, f"at most {most} failed: those under way there", outcome.failed <= most, front.complaints())


async def _redis_goes(options: argparse.Namespace, report: Report) -> None:
    """Each replica then counts by itself, and no call notices."""
    async with _deployed(options, UNLIMITED) as deployed:
        kill = (deployed.redis_pid, signal.SIGKILL)
        outcome = await call_while_killing(deployed.front.url, deployed.headers, options.calls // 2, kill)
    report.emit("redis killed", ended=outcome.ended)
    report.check("Redis killed", "no call failed", outcome.failed == 0, outcome)


async def _limit(options: argparse.Namespace, report: Report, *, shared: bool) -> None:
    """Twenty calls a minute for a user are twenty over both replicas together; twenty on each where nothing is shared."""
    async with _deployed(options, TWENTY, shared=shared) as deployed:
        outcome = await call_while_killing(deployed.front.url, deployed.headers, 120, None)
        replicas = Counter(one.upstreams[-1] for one in deployed.front.exchanges())
    group = "limit" if shared else "limit without Redis"
    report.emit(group, ended=outcome.ended, answered_by=replicas)
    report.check(group, "both replicas took calls", len(replicas) == 2 and min(replicas.values()) > 20, replicas)
    most = 20 if shared else 40
    # An allowance gets back one call every three seconds while they are made.
    report.check(group, f"{most} calls passed", most <= outcome.ended["ok"] < most + 5, outcome.ended)
    refused = outcome.ended["backend_error"]
    report.check(group, "the others were told to come back", outcome.ended.total() - outcome.ended["ok"] == refused, outcome)


async def _main(options: argparse.Namespace, report: Report) -> None:
    for how in (signal.SIGKILL, signal.SIGTERM):
        await _replica_goes(options, report, how)
    await _redis_goes(options, report)
    for shared in (True, False):
        await _limit(options, report, shared=shared)


def main() -> int:
    """Exit codes: 0 all well, 1 a check failed."""
    report, options = Report(), _options()
    asyncio.run(_main(options, report))
    report.summary()
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
