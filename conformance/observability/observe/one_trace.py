"""One trace from the caller through the MCP server to the real backend; a scrape, read by Prometheus's own parser."""

import asyncio
import secrets
from pathlib import Path

import httpx2
from drive.report import Report
from drive.sessions import Door, entered
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from .collector import Collector, Span, collecting
from .setup import Served, TracedBackend, registered, serving

EXPORT_SECONDS = 15.0
LABELS = {
    "gen_ai_tool_name",
    "mcp_method_name",
    "error_type",
    "breaker_name",
    "http_request_method",
    "http_response_status_class",
    "le",
}
OURS = ("mcp_", "tool_", "backend_")


async def check_telemetry(report: Report, server: Path, backend_python: Path, folder: Path, logs: Path) -> None:
    """Both, on one run of the server."""
    with collecting() as collector:
        backend = TracedBackend(backend_python, folder, logs, collector.url)
        async with backend.running():
            person = await registered(backend)
            env = {
                "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
                "OTEL_METRICS_EXPORTER": "prometheus,otlp",
                "OTEL_BSP_SCHEDULE_DELAY": "200",
            }
            async with serving(server, backend, person, logs, "server", env) as served:
                async with entered(Door("streamable-http", served.url, served.headers), logs) as session:
                    await _one_trace(report, session.client, collector)
                    await session.call("get_task", task_id=1_000_000)
                await _scrape(report, served, person.user_id)
    _nothing_private(report, collector, [person.name, *backend.secrets])


async def _one_trace(report: Report, client: object, collector: Collector) -> None:
    trace_id, caller = secrets.token_hex(16), secrets.token_hex(8)
    meta = {"traceparent": f"00-{trace_id}-{caller}-01"}
    await client.call_tool("list_tasks", {}, meta=meta)  # type: ignore[attr-defined]
    spans = await asyncio.to_thread(collector.trace, trace_id, 3, EXPORT_SECONDS)
    chain = _chain(spans, caller)
    shown = [f"{span.service}: {span.name} ({span.kind.lower()})" for span in chain]
    report.emit("trace", trace_id=trace_id, spans=shown)
    report.check("trace", "three spans, each the next one's parent", len(chain) == len(spans) == 3, spans)
    expected = ["todo-mcp: tools/call list_tasks (server)", "todo-mcp: GET /tasks (client)"]
    report.check("trace", "the MCP request, then the exchange", shown[:2] == expected, shown)
    report.check("trace", "then the backend itself", [s.service for s in chain[2:]] == ["todo-backend"], shown)


def _chain(spans: list[Span], root: str) -> list[Span]:
    """The spans from the caller's on, each a child of the one before."""
    chain: list[Span] = []
    parent = root
    while following := [span for span in spans if span.parent_id == parent]:
        chain.append(following[0])
        parent = following[0].span_id
    return chain


async def _scrape(report: Report, served: Served, user_id: str) -> None:
    async with httpx2.AsyncClient(trust_env=False, timeout=60) as http:
        answer = await http.get(f"http://127.0.0.1:{served.metrics_port}/metrics")
        beside = await http.get(served.url.replace("/mcp", "/metrics"))
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    report.emit("scrape", families=sorted(name for name in families if name.startswith(OURS)))
    report.check("scrape", "the port of MCP has no /metrics", beside.status_code == 404, beside)
    calls = _count(families["mcp_server_operation_duration_seconds"])
    report.check("scrape", "calls by tool", calls == {"list_tasks": 1, "get_task": 1}, calls)
    errors = [(s.labels, s.value) for s in families["tool_errors"].samples if s.name.endswith("_total")]
    right = [({"gen_ai_tool_name": "get_task", "error_type": "not_found_error"}, 1.0)]
    report.check("scrape", "errors by type", errors == right, errors)
    classes = {s.labels["http_response_status_class"] for s in families["backend_request_duration_seconds"].samples}
    report.check("scrape", "exchanges by class of status", classes == {"2xx", "4xx"}, classes)
    states = {s.labels["breaker_name"]: s.value for s in families["backend_breaker_state"].samples}
    report.check("scrape", "breakers of the backend and of a group", states == {"backend": 0, "/tasks": 0}, states)
    ours = [sample for name, family in families.items() if name.startswith(OURS) for sample in family.samples]
    labels = {label for sample in ours for label in sample.labels}
    report.check("scrape", "labels are those that have few values", labels <= LABELS, labels)
    values = {value for sample in ours for label, value in sample.labels.items() if label != "le"}
    report.check("scrape", "no user in a label", user_id not in values and len(values) > 3, values)


def _count(family: Metric) -> dict[str, float]:
    return {s.labels["gen_ai_tool_name"]: s.value for s in family.samples if s.name.endswith("_count")}


def _nothing_private(report: Report, collector: Collector, private: list[str]) -> None:
    told = str([span for span in collector.all() if span.service == "todo-mcp"])
    report.check("trace", "no span names a person or holds a secret", not any(text in told for text in private), told)
