import { generateProject } from 'generator-fastapi-mcp/testing';
import observabilityPlugin from './index.js';

const openapi = {
  openapi: '3.1.0',
  info: { title: 'Todo', version: '1' },
  paths: { '/tasks': { get: { operationId: 'list_tasks', responses: { 200: { description: 'ok' } } } } },
};

type Files = ReadonlyMap<string, string>;

async function generated(answers: Readonly<Record<string, unknown>>): Promise<Files> {
  return generateProject({ openapi, plugins: [observabilityPlugin], answers });
}

function text(files: Files, path: string): string {
  const content = files.get(path);
  if (content === undefined) throw new Error(`${path} was not emitted; there are ${[...files.keys()].join(', ')}`);
  return content;
}

/** The emitted instruments as Prometheus sees them: name, unit and kind make the series' names. */
function series(instruments: string): ReadonlySet<string> {
  const made = instruments.matchAll(/create_(\w+)\(\s*"([a-z.]+)", (?:\[.*?\], )?"[\w{}]+"/g);
  return new Set(
    [...made].flatMap(([, kind, name = '']) => {
      const base = name.replaceAll('.', '_');
      if (kind === 'histogram') return [`${base}_seconds_count`, `${base}_seconds_bucket`];
      return [kind === 'counter' ? `${base}_total` : base];
    }),
  );
}

describe('the observability plugin', () => {
  it('gives the server spans, metrics, settings, dependencies and a section of the README', async () => {
    const files = await generated({ pattern: '4' });
    expect(text(files, 'src/server.py')).toContain('EXTENSIONS: tuple[type[Extension], ...] = (Telemetry,)');
    expect(text(files, 'src/config.py')).toContain('otel_exporter_prometheus_host: str = Field("127.0.0.1"');
    expect(text(files, 'src/config.py')).toMatch(/otel_exporter_otlp_headers: SecretStr \| None/);
    expect(text(files, '.env.example')).toContain('OTEL_METRICS_EXPORTER');
    expect(text(files, 'pyproject.toml')).toContain('opentelemetry-sdk');
    expect(text(files, 'README.md')).toContain('## What it tells about itself');
    expect(files.has('tests/integration/test_telemetry.py')).toBe(true);
  });

  it('lies flat in structure A', async () => {
    const files = await generated({ pattern: '3', structure: 'a' });
    expect(text(files, 'main.py')).toContain('from plugins.telemetry import Telemetry');
    expect(files.has('tests/test_telemetry.py')).toBe(true);
  });

  it('names what the SDK needs only where it is used, so that a server with everything off does not import it', async () => {
    const files = await generated({ pattern: '4' });
    for (const name of ['telemetry', 'instruments', 'exporters']) {
      const [head = ''] = text(files, `src/plugins/${name}.py`).split(/^if TYPE_CHECKING|^class |^def /m);
      expect(head).not.toMatch(/^(from|import) (opentelemetry\.(sdk|exporter)|prometheus_client)/m);
    }
  });

  it.each([false, true])(
    'shows in Grafana each metric that is measured, and none that is not (breaker: %s)',
    async (breaker) => {
      const files = await generated({ pattern: '4', circuitBreaker: breaker });
      expect(text(files, 'README.md').includes('backend_breaker_state')).toBe(breaker);
      const { panels } = JSON.parse(text(files, 'observability/grafana-dashboard.json'));
      const queries: string[] = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
        targets.map(({ expr }) => expr),
      );
      const asked = new Set(queries.flatMap((expr) => expr.match(/\b[a-z]+(_[a-z]+)+(?=\{)/g) ?? []));
      expect([...asked].sort()).toEqual([...series(text(files, 'src/plugins/instruments.py'))].sort());
      expect(new Set(panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
    },
  );
});
