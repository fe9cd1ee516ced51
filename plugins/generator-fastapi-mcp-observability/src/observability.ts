import {
  type Context,
  type Contributions,
  code,
  defineGenerator,
  definePlugin,
  type EmittedFile,
  json,
  type ModulePath,
  type Plan,
  plain,
  pluginModule,
  python,
} from '@fastapi-mcp/kit';
import { dashboard } from './dashboard.js';
import { readmeText } from './readme.js';
import { telemetrySettings } from './settings.js';

const COLLECTOR_CONFIG = 'observability/collector.yaml';

const template = (name: string): URL => new URL(`./templates/${name}.py.ejs`, import.meta.url);

/** Spans, metrics and a dashboard; nothing is exported until a setting says where to. */
const observabilityGenerator = defineGenerator({
  name: 'observability',
  description: 'OpenTelemetry traces, Prometheus metrics, a Grafana dashboard',
  needs: ['tools', 'tests'],
  answers: ['name', 'structure', 'circuitBreaker'],
  files: observabilityFiles,
  contributes: telemetryContributions,
});

/** The plugin. */
export const observabilityPlugin = definePlugin({
  name: 'generator-fastapi-mcp-observability',
  // Outermost: what other plugins do to a call is part of its time.
  order: 10,
  generators: [observabilityGenerator],
});

function modulesOf(plan: Plan): Readonly<Record<'telemetry' | 'exporters' | 'instruments', ModulePath>> {
  return {
    telemetry: pluginModule(plan, 'telemetry'),
    exporters: pluginModule(plan, 'exporters'),
    instruments: pluginModule(plan, 'instruments'),
  };
}

function observabilityFiles({ answers, plan }: Context): readonly EmittedFile[] {
  const breaker = answers.circuitBreaker === true;
  const own = modulesOf(plan);
  const view = {
    modules: Object.fromEntries(Object.entries(plan.modules).map(([key, { module }]) => [key, code(module)])),
    telemetry: code(own.telemetry.module),
    exporters: code(own.exporters.module),
    instruments: code(own.instruments.module),
    name: plan.project.name,
    version: plan.project.version,
    breaker,
  };
  const tests = plan.structure === 'a' ? 'tests/test_telemetry.py' : 'tests/integration/test_telemetry.py';
  return [
    ...(['telemetry', 'instruments', 'exporters'] as const).map((name) =>
      python({ to: own[name], template: template(name), view }),
    ),
    python({ to: tests, template: template('test_telemetry'), view }),
    plain({ to: COLLECTOR_CONFIG, template: new URL('./templates/collector.yaml.ejs', import.meta.url), view: {} }),
    json({ to: 'observability/grafana-dashboard.json', value: dashboard(plan, { breaker }) }),
  ];
}

function telemetryContributions({ answers, plan }: Context): Contributions {
  return {
    settings: telemetrySettings(plan),
    dependencies: [
      'opentelemetry-api>=1.45,<2',
      'opentelemetry-sdk>=1.45,<2',
      'opentelemetry-exporter-otlp-proto-http>=1.45,<2',
      // Still numbered below 1, and pinned by its own releases to one SDK: uv takes the pair that fits.
      'opentelemetry-exporter-prometheus>=0.66b0,<1',
      'prometheus-client>=0.22,<1',
    ],
    extensions: [{ module: modulesOf(plan).telemetry, className: 'Telemetry' }],
    readme: [{ title: 'What it tells about itself', text: readmeText({ breaker: answers.circuitBreaker === true }) }],
    services: [
      {
        name: 'collector',
        image: 'otel/opentelemetry-collector:0.139.0',
        command: ['--config=/etc/otelcol/config.yaml'],
        ports: [4318],
        files: [`${COLLECTOR_CONFIG}:/etc/otelcol/config.yaml`],
        serverEnvironment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
        optional: true,
      },
    ],
  };
}
