"""A collector for OTLP over HTTP: keeps the spans of every service, so that a trace can be read back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue


@dataclass(frozen=True)
class Span:
    """A finished span, with its identifiers in hexadecimal."""

    service: str
    kind: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    attributes: dict[str, Any]


class Collector:
    """What has arrived, and a way to wait for more."""

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._arrived = threading.Condition()
        self.url = ""

    def take(self, body: bytes) -> None:
        """Reads one export."""
        export = ExportTraceServiceRequest.FromString(body)
        with self._arrived:
            for resource in export.resource_spans:
                service = _values(resource.resource.attributes).get("service.name", "")
                for scope in resource.scope_spans:
                    self._spans += [_span(service, span) for span in scope.spans]
            self._arrived.notify_all()

    def trace(self, trace_id: str, count: int, seconds: float) -> list[Span]:
        """The spans of a trace, once there are so many of them, or when the time is up."""
        with self._arrived:
            self._arrived.wait_for(lambda: len(self._of(trace_id)) >= count, seconds)
            return self._of(trace_id)

    def all(self) -> list[Span]:
        """Everything that has arrived."""
        with self._arrived:
            return list(self._spans)

    def _of(self, trace_id: str) -> list[Span]:
        return [span for span in self._spans if span.trace_id == trace_id]


def _span(service: str, span: Any) -> Span:
    return Span(
        service,
        span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        _values(span.attributes),
    )


def _values(attributes: Iterator[KeyValue] | Any) -> dict[str, Any]:
    return {item.key: getattr(item.value, item.value.WhichOneof("value")) for item in attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on a free loopback port."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path == "/v1/traces":
                collector.take(body)
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
