"""`python -m replicas --server DIR …`: with the emitted project's own interpreter; nginx (and redis-server) on PATH."""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from drive.backends import OWN_BACKENDS, UserIdBackend
from drive.children import Command, free_port, listening
from drive.report import Report
from observe.setup import Served, registered, serving

from .callers import CALLERS, Outcome, call_while_killing
from .front import Exchange, balancing

UNLIMITED = {"RATE_LIMIT_PER_USER": "1000000/second", "RATE_LIMIT_TOTAL": "1000000/second"}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="replicas", description=__doc__)
    parser.add_argument("--server", type=Path, required=True, help="the emitted project, with the deploy plugin")
    parser.add_argument("--backend", type=Path, required=True)
    parser.add_argument("--backend-python", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--redis", action="store_true", help="the project was made with --redis: limits are shared")
    return parser.parse_args()


async def _killed(options: argparse.Namespace, report: Report, how: signal.Signals) -> None:
    """One replica gets a signal while a hundred callers are at work."""
    with tempfile.TemporaryDirectory(prefix="replicas-") as folder:
        logs = Path(folder)
        async with AsyncExitStack() as stack:
            served = await _replicas(options, logs, stack, UNLIMITED)
            ports = [int(one.url.rsplit(":", 1)[1].split("/")[0]) for one in served]
            configuration = options.server.resolve() / "deploy" / "nginx.conf"
            front = await stack.enter_async_context(balancing(configuration, ports, logs))
            victim = f"127.0.0.1:{ports[0]}"
            outcome = await call_while_killing(front.url, served[0].headers, options.calls, (served[0].pid, how))
            _judge(report, how, outcome, front.exchanges(), victim)


def _judge(report: Report, how: signal.Signals, outcome: Outcome, exchanges: list[Exchange], victim: str) -> None:
    group = how.name
    failed = [one for one in exchanges if one.status != 200]
    by_replica = Counter(one.upstreams[-1] for one in exchanges)
    moved = sum(len(one.upstreams) > 1 and one.status == 200 for one in exchanges)
    report.emit("killed", signal=group, ended=outcome.ended, answered_by=by_replica, moved_to_the_other=moved)
    report.check(group, "both replicas took calls", len(by_replica) == 2 and min(by_replica.values()) > 10, by_replica)
    report.check(group, "every call ended", outcome.ended.total() == len(exchanges), (outcome.ended, len(exchanges)))
    elsewhere = [one for one in failed if one.upstreams != (victim,)]
    report.check(group, "no call failed but on the replica that went", elsewhere == [], elsewhere[:5])
    # `least_conn` shares the callers out evenly, so about half of them have a call under way there.
    most = 0 if how == signal.SIGTERM else CALLERS
    report.check(group, f"at most {most} failed: those under way there", outcome.failed <= most, outcome.ended)


async def _shared_limit(options: argparse.Namespace, report: Report) -> None:
    """Twenty calls a minute for a user are twenty over both replicas together."""
    with tempfile.TemporaryDirectory(prefix="replicas-") as folder:
        logs, port = Path(folder), free_port()
        redis = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(listening(Command("redis", redis, logs, {}), port, logs))
            limits = {"RATE_LIMIT_PER_USER": "20/minute", "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
            served = await _replicas(options, logs, stack, limits)
            ports = [int(one.url.rsplit(":", 1)[1].split("/")[0]) for one in served]
            configuration = options.server.resolve() / "deploy" / "nginx.conf"
            front = await stack.enter_async_context(balancing(configuration, ports, logs))
            outcome = await call_while_killing(front.url, served[0].headers, 60, None)
            replicas = {one.upstreams[-1] for one in front.exchanges()}
    report.emit("limit", ended=outcome.ended, replicas=len(replicas))
    report.check("limit", "both replicas took calls", len(replicas) == 2, replicas)
    # A bucket gives back one call every three seconds while the sixty are made.
    report.check("limit", "twenty calls passed, not forty", 20 <= outcome.ended["ok"] < 30, outcome.ended)


async def _replicas(
    options: argparse.Namespace, logs: Path, stack: AsyncExitStack, env: dict[str, str]
) -> list[Served]:
    backend = UserIdBackend(options.backend_python, OWN_BACKENDS, logs)
    await stack.enter_async_context(backend.running())
    person = await registered(backend)
    secret = backend.secret()
    shared = {**env, "MCP_GATEWAY_SECRET": secret}
    server = options.server.resolve()
    served = [
        await stack.enter_async_context(serving(server, backend, person, logs, f"server-{number}", shared))
        for number in range(2)
    ]
    headers = {"Authorization": f"Bearer {secret}", "X-User-ID": person.user_id}
    return [replace(one, headers=headers) for one in served]


async def _main(options: argparse.Namespace, report: Report) -> None:
    for how in (signal.SIGKILL, signal.SIGTERM):
        await _killed(options, report, how)
    if options.redis:
        await _shared_limit(options, report)
    else:
        report.emit("not shown", what="a rate limit shared through Redis: the project was made without --redis")


def main() -> int:
    """Exit codes: 0 all well, 1 a check failed."""
    report, options = Report(), _options()
    asyncio.run(_main(options, report))
    report.summary()
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
