"""(c) What telemetry costs: CPU of the server for each call, with 100 callers, the variants taking turns in every round."""

import argparse
import asyncio
import os
import statistics
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
from drive.backends import OWN_BACKENDS, UserIdBackend
from drive.report import Report

from .collector import collecting
from .setup import Served, registered, serving

CALLERS = 100
UNLIMITED = {"RATE_LIMIT_PER_USER": "1000000/second", "RATE_LIMIT_TOTAL": "1000000/second"}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Variant:
    """A way to run the server."""

    name: str
    project: str
    env: Mapping[str, str]


async def measure_overhead(
    report: Report, projects: Mapping[str, Path], options: argparse.Namespace, logs: Path
) -> None:
    """CPU milliseconds for each call and, as the figure, each variant's ratio to the server without the plugin."""
    with collecting() as collector:
        exported = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_METRICS_EXPORTER": "prometheus"}
        variants = [
            Variant("without the plugin", "plain", {}),
            Variant("off", "plugin", {}),
            Variant("metrics", "plugin", {"OTEL_METRICS_EXPORTER": "prometheus"}),
            Variant(
                "metrics and 10 % of traces",
                "plugin",
                {**exported, "OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.1"},
            ),
            Variant("metrics and all traces", "plugin", exported),
        ]
        backend = UserIdBackend(options.backend_python, OWN_BACKENDS, logs)
        async with backend.running(), AsyncExitStack() as stack:
            person = await registered(backend)
            served = {
                variant.name: await stack.enter_async_context(
                    serving(
                        projects[variant.project],
                        backend,
                        person,
                        logs,
                        f"server-{number}",
                        {**UNLIMITED, **variant.env},
                    )
                )
                for number, variant in enumerate(variants)
            }
            for one in served.values():  # whatever happens once, at the first calls, is no part of the figure
                await _round(one, CALLERS)
            spent = await _rounds(report, served, options.rounds, options.calls)
    base = spent[variants[0].name]
    for name, costs in spent.items():
        ratios = [cost / without for cost, without in zip(costs, base, strict=True)]
        report.emit(
            "overhead",
            variant=name,
            cpu_ms_per_call=round(statistics.median(costs), 3),
            ratio=round(statistics.median(ratios), 3),
            ratios=[round(ratio, 3) for ratio in ratios],
        )


async def _rounds(report: Report, served: Mapping[str, Served], rounds: int, calls: int) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {name: [] for name in served}
    for number in range(rounds):
        names = list(served)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            before = _cpu(served[name].pid)
            failed = await _round(served[name], calls)
            spent[name].append((_cpu(served[name].pid) - before) / calls * 1000)
            report.check("overhead", f"round {number + 1}, {name}: every call answered", failed == 0, failed)
    return spent


async def _round(served: Served, calls: int) -> int:
    """How many calls failed."""
    headers = {
        **served.headers,
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2025-06-18",
    }
    limits = httpx2.Limits(max_connections=CALLERS, max_keepalive_connections=CALLERS, keepalive_expiry=4)
    async with httpx2.AsyncClient(headers=headers, timeout=60, limits=limits, trust_env=False) as http:
        waiting = iter(range(calls))

        async def caller() -> int:
            return sum([await _call(http, served.url, number) for number in waiting])

        return sum(await asyncio.gather(*(caller() for _ in range(CALLERS))))


async def _call(http: httpx2.AsyncClient, url: str, number: int) -> bool:
    call = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": "list_tasks", "arguments": {}}}
    answer = await http.post(url, json=call)
    return answer.status_code != 200 or answer.json()["result"].get("isError", False)


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, all its threads together (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
