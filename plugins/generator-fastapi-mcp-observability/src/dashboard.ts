import type { Plan } from '@fastapi-mcp/kit';

/** Where a panel lies on Grafana's grid of 24 columns. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Query {
  readonly expr: string;
  readonly legend: string;
}

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: 'reqps' | 's' | 'percentunit' | 'short';
  readonly queries: readonly Query[];
}

const CALLS = 'mcp_server_operation_duration_seconds';
const ATTEMPTS = 'backend_request_duration_seconds';
const SERVER = 'job=~"$job"';
const TOOL = `${SERVER}, gen_ai_tool_name=~"$tool"`;
const RATE = '[$__rate_interval]';

const quantile = (share: number, metric: string, by: string, filter: string): string =>
  `histogram_quantile(${share}, sum by (le${by}) (rate(${metric}_bucket{${filter}}${RATE})))`;

const PANELS: readonly Panel[] = [
  {
    title: 'Calls',
    description: 'Calls of tools a second.',
    unit: 'reqps',
    queries: [
      { expr: `sum by (gen_ai_tool_name) (rate(${CALLS}_count{${TOOL}}${RATE}))`, legend: '{{gen_ai_tool_name}}' },
    ],
  },
  {
    title: 'Errors by type',
    description: 'Calls that ended with one of the seven errors.',
    unit: 'reqps',
    queries: [{ expr: `sum by (error_type) (rate(tool_errors_total{${TOOL}}${RATE}))`, legend: '{{error_type}}' }],
  },
  {
    title: 'Share of calls that fail',
    description: 'Of all calls; a validation error is often the model’s own.',
    unit: 'percentunit',
    queries: [
      {
        expr: `sum(rate(${CALLS}_count{${TOOL}, error_type!=""}${RATE})) / sum(rate(${CALLS}_count{${TOOL}}${RATE}))`,
        legend: 'failed',
      },
    ],
  },
  {
    title: 'Latency of calls',
    description: 'From the arguments to the result, retries included.',
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((share) => ({ expr: quantile(share, CALLS, '', TOOL), legend: `p${share * 100}` })),
  },
  {
    title: 'Slowest tools (p95)',
    description: 'By tool.',
    unit: 's',
    queries: [
      { expr: `topk(10, ${quantile(0.95, CALLS, ', gen_ai_tool_name', TOOL)})`, legend: '{{gen_ai_tool_name}}' },
    ],
  },
  {
    title: 'Calls under way',
    description: 'Tools and exchanges with the backend.',
    unit: 'short',
    queries: [
      { expr: `sum(tool_calls_active{${TOOL}})`, legend: 'tools' },
      { expr: `sum(backend_requests_active{${SERVER}})`, legend: 'backend' },
    ],
  },
  {
    title: 'Backend: answers and failures',
    description: 'Exchanges a second, by class of status code or by what went wrong.',
    unit: 'reqps',
    queries: [
      {
        expr: `sum by (http_response_status_class, error_type) (rate(${ATTEMPTS}_count{${SERVER}}${RATE}))`,
        legend: '{{http_response_status_class}}{{error_type}}',
      },
    ],
  },
  {
    title: 'Backend: latency',
    description: 'One exchange.',
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((share) => ({
      expr: quantile(share, ATTEMPTS, '', SERVER),
      legend: `p${share * 100}`,
    })),
  },
  {
    title: 'Backend: retries',
    description: 'Exchanges that repeat one that failed.',
    unit: 'reqps',
    queries: [
      {
        expr: `sum by (http_request_method) (rate(backend_retries_total{${SERVER}}${RATE}))`,
        legend: '{{http_request_method}}',
      },
    ],
  },
];

const BREAKERS: Panel = {
  title: 'Circuit breakers',
  description:
    '0 closed, 1 half-open: one call finds out, 2 open: the backend, or a group of its routes, is left alone.',
  unit: 'short',
  queries: [{ expr: `max by (breaker_name) (backend_breaker_state{${SERVER}})`, legend: '{{breaker_name}}' }],
};

/** A Grafana dashboard of every metric that is emitted, with the data source, the job and the tools to be chosen. */
export function dashboard({ project }: Pick<Plan, 'project'>, { breaker }: { readonly breaker: boolean }): object {
  return {
    title: `${project.name}: MCP server`,
    uid: `${project.name.replace(/[^a-zA-Z0-9_-]/g, '-').slice(0, 34)}-mcp`,
    schemaVersion: 39,
    editable: true,
    tags: ['mcp'],
    time: { from: 'now-1h', to: 'now' },
    refresh: '30s',
    templating: {
      list: [
        { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
        choice('job', 'Job', `label_values(${CALLS}_count, job)`),
        choice('tool', 'Tool', `label_values(${CALLS}_count{${SERVER}}, gen_ai_tool_name)`),
      ],
    },
    panels: [...PANELS, ...(breaker ? [BREAKERS] : [])].map((panel, index) =>
      panelJson(panel, index + 1, { x: (index % 3) * 8, y: Math.floor(index / 3) * 8, w: 8, h: 8 }),
    ),
  };
}

function choice(name: string, label: string, query: string): object {
  return {
    name,
    label,
    type: 'query',
    datasource: { type: 'prometheus', uid: '${datasource}' },
    query: { query, refId: name },
    refresh: 2,
    includeAll: true,
    multi: true,
    current: { text: 'All', value: '$__all' },
  };
}

function panelJson({ title, description, unit, queries }: Panel, id: number, gridPos: Place): object {
  return {
    id,
    type: 'timeseries',
    title,
    description,
    gridPos,
    datasource: { type: 'prometheus', uid: '${datasource}' },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      expr,
      legendFormat: legend,
    })),
  };
}
