import type { Contributions, Plan } from '@fastapi-mcp/kit';

type Setting = NonNullable<Contributions['settings']>[number];

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];

/**
 * OpenTelemetry's own variables (specification, "Environment variables"), as settings: checked at start, and read from `.env`,
 * where OpenTelemetry itself does not look. Any other is read from the process's environment.
 */
export function telemetrySettings({ project }: Pick<Plan, 'project'>): readonly Setting[] {
  return [
    {
      name: 'otel_sdk_disabled',
      type: 'boolean',
      default: false,
      example: 'true',
      help: 'Switches all telemetry off, whatever else is said.',
    },
    text('otel_service_name', project.name, project.name, 'What this server is called in traces and metrics.'),
    {
      ...text('otel_traces_exporter', null, 'otlp', 'Where spans go: otlp, console (stderr) or none.'),
      choices: ['otlp', 'console', 'none'],
    },
    {
      ...text('otel_traces_sampler', null, 'parentbased_traceidratio', 'Which calls are traced; all by default.'),
      choices: SAMPLERS,
    },
    {
      name: 'otel_traces_sampler_arg',
      type: 'number',
      default: null,
      example: '0.1',
      help: 'The share of calls that a sampler by ratio takes.',
      minimum: 0,
      maximum: 1,
    },
    {
      ...text(
        'otel_metrics_exporter',
        null,
        'prometheus',
        'Where metrics go: prometheus, otlp, both (prometheus,otlp) or none.',
      ),
      pattern: '^(none|prometheus|otlp|prometheus,otlp|otlp,prometheus)$',
    },
    text(
      'otel_exporter_prometheus_host',
      '127.0.0.1',
      '127.0.0.1',
      'Where /metrics listens. It asks for no password: open it to your Prometheus alone.',
    ),
    {
      name: 'otel_exporter_prometheus_port',
      type: 'integer',
      default: 9464,
      example: '9464',
      help: 'The port of /metrics, which is not the one of MCP.',
      minimum: 1,
      maximum: 65_535,
    },
    text(
      'otel_exporter_otlp_endpoint',
      null,
      'http://127.0.0.1:4318',
      'A collector: with this alone, spans and metrics go there.',
    ),
    {
      ...text(
        'otel_exporter_otlp_protocol',
        null,
        'http/protobuf',
        'How it is spoken to; gRPC needs a package of its own.',
      ),
      choices: ['http/protobuf'],
    },
    {
      name: 'otel_exporter_otlp_headers',
      type: 'secret',
      default: null,
      example: 'api-key=<the key>',
      help: 'What the collector wants to see, as name=value, separated by commas.',
    },
  ];
}

function text(name: string, fallback: string | null, example: string, help: string): Setting {
  return { name, type: 'text', default: fallback, example, help };
}
