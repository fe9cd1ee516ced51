const BREAKER_ROW =
  '| `backend_breaker_state` (0 closed, 1 half-open, 2 open) | `breaker_name`: the backend, or a group of its routes |\n';

/** The section of the emitted README. Nothing in it comes from the API. */
export function readmeText({ breaker }: { readonly breaker: boolean }): string {
  return `Off until a setting says where to; what it then costs depends on what is recorded, so measure it. All settings are OpenTelemetry's own, and
those in \`.env.example\` may stand in \`.env\`; any other \`OTEL_…\` is read from the process's environment.

| set | and you get |
| --- | --- |
| \`OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318\` | spans and metrics pushed to a collector (OTLP over HTTP) |
| \`OTEL_METRICS_EXPORTER=prometheus\` | \`GET http://127.0.0.1:9464/metrics\` to be scraped |
| \`OTEL_TRACES_EXPORTER=console\` | spans on stderr, to look at |

**Traces.** One span for the MCP request (\`tools/call list_tasks\`, in the caller's trace when \`_meta.traceparent\` names one) and under it one for each
exchange with the backend, retries too. The backend gets \`traceparent\`, so its own spans join the same trace. Log lines carry \`trace_id\`
and \`span_id\`. \`baggage\` is not passed on. A caller can ask for its calls to be traced; \`OTEL_TRACES_SAMPLER\` decides.

**Metrics.** Labels are tools, error types, methods and classes of status codes: no user, no path, no argument.

| metric | labels |
| --- | --- |
| \`mcp_server_operation_duration_seconds\` (histogram: calls and latency) | \`gen_ai_tool_name\`, \`mcp_method_name\`, \`error_type\` |
| \`tool_errors_total\` (the seven error types) | \`gen_ai_tool_name\`, \`error_type\` |
| \`tool_calls_active\` | \`gen_ai_tool_name\` |
| \`backend_request_duration_seconds\` (histogram, per attempt) | \`http_request_method\`, \`http_response_status_class\`, \`error_type\` |
| \`backend_retries_total\`, \`backend_requests_active\` | \`http_request_method\` |
${breaker ? BREAKER_ROW : ''}
\`/metrics\` asks for no password. It listens on a port of its own, on loopback; to be scraped from elsewhere, set
\`OTEL_EXPORTER_PROMETHEUS_HOST\` and let only Prometheus reach that port (a network policy, a firewall). It is never on the port of MCP.

\`observability/grafana-dashboard.json\` shows all of them: in Grafana, Dashboards → New → Import.`;
}
