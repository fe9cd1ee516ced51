/** The results as a Markdown table of ratios with their spread, and as a chart. */
import { readFileSync, writeFileSync } from 'node:fs';
import { median, ratio } from './statistics.mjs';

const number = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
const of = (rounds, key) => rounds.map((round) => round[key]);
const sum = (rounds, key) => of(rounds, key).reduce((total, value) => total + value, 0);

/** `0.48 (0.45–0.52)` */
function spread({ median: middle, least, most }) {
  return `${number(middle)} (${number(least)}–${number(most)})`;
}

/** What is compared: a title, the scenario that must have run, and a value of each of its rounds. */
const COMPARISONS = [
  { title: 'CPU, small', scenario: 'small', key: 'cpuMilliseconds' },
  { title: 'CPU, 50 items', scenario: 'list', key: 'cpuMilliseconds' },
  { title: 'calls/s, 100 callers', scenario: '100 callers', key: 'perSecond' },
  { title: 'p99, 100 callers', scenario: '100 callers', key: 'p99' },
  { title: 'start, wall', key: 'milliseconds' },
  { title: 'start, CPU', key: 'cpu' },
];

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

function grid(heads, rows) {
  return [row(heads), row(heads.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');
}

/** Who stands for us beside another: a server beside a server, one inside the backend beside one inside it. */
function oursBeside({ name, mounted }, servers) {
  const own = mounted ? 'ours-mounted' : 'ours';
  return name.startsWith('ours') ? undefined : servers.find((server) => server.name === own)?.name;
}

/** Ours ÷ theirs, in the same round: the middle of the rounds, and in brackets the least and the most. */
function comparison(results, servers) {
  const shown = COMPARISONS.filter(({ scenario }) => scenario === undefined || scenario in results.calls);
  const measured = ({ scenario }) => (scenario === undefined ? results.starts : results.calls[scenario]);
  return grid(
    ['ours ÷', ...shown.map(({ title }) => title)],
    servers
      .filter((server) => oursBeside(server, servers))
      .map((server) => [
        server.title,
        ...shown.map((compared) => {
          const { [server.name]: theirs, [oursBeside(server, servers)]: ours } = measured(compared);
          return spread(ratio(of(ours, compared.key), of(theirs, compared.key)));
        }),
      ]),
  );
}

/** What each did by itself, on the machine of this run. */
function absolute(results, servers, scenario) {
  const rounds = results.calls[scenario];
  const line = (title, measured) => [
    title,
    measured[0].cpuMilliseconds === undefined ? '–' : number(median(of(measured, 'cpuMilliseconds'))),
    number(median(of(measured, 'perSecond')), 0),
    ...['p50', 'p95', 'p99'].map((key) => number(median(of(measured, key)), 1)),
    measured[0].bytes === undefined ? '–' : String(measured[0].bytes),
    measured[0].resident === undefined ? '–' : number(median(of(measured, 'resident')) / 2 ** 20, 0),
    String(sum(measured, 'refused')),
    String(sum(measured, 'failed')),
  ];
  return grid(
    ['', 'CPU ms/call', 'calls/s', 'p50 ms', 'p95 ms', 'p99 ms', 'bytes', 'RSS MB', 'refused', 'failed'],
    [
      ...servers.map(({ name, title }) => line(title, rounds[name])),
      line('the backend itself (the floor)', rounds.floor),
    ],
  );
}

/**
 * @param {object} results see run.mjs
 * @param {readonly { name: string, title: string }[]} servers that took part
 * @returns {string} Markdown
 */
export function table(results, servers) {
  const rounds = Object.values(results.starts).find((starts) => starts.length > 0).length;
  const parts = servers.some((server) => oursBeside(server, servers))
    ? [`Ratios: the middle of ${rounds} rounds (least–most).`, comparison(results, servers)]
    : [];
  for (const scenario of Object.keys(results.calls)) {
    parts.push(`### ${scenario}`, absolute(results, servers, scenario));
  }
  return `${parts.join('\n\n')}\n`;
}

const WIDTH = 720;
const LABEL = 210;
const BAR = 18;
const GAP = 10;
const escapeXml = (text) => text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]);

function bars({ title, values, digits, top }) {
  const most = Math.max(...values.map(({ value }) => value));
  const scale = (WIDTH - LABEL - 90) / most;
  const lines = values.map(({ name, own, value }, index) => {
    const y = top + 26 + index * (BAR + GAP);
    const length = Math.max(1, value * scale);
    return [
      `<text x="${LABEL - 8}" y="${y + 13}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect x="${LABEL}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" fill="${own ? '#0b7285' : '#adb5bd'}"/>`,
      `<text x="${LABEL + length + 6}" y="${y + 13}">${number(value, digits)}</text>`,
    ].join('');
  });
  return {
    svg: `<text x="0" y="${top + 14}" font-weight="bold">${escapeXml(title)}</text>${lines.join('\n')}`,
    height: 26 + values.length * (BAR + GAP) + 16,
  };
}

/** Three panels of bars, ours in a colour of their own. */
export function chart(results, servers) {
  const values = (scenario, key) =>
    (scenario in results.calls ? servers : []).map(({ name, title }) => ({
      name: title,
      own: name.startsWith('ours'),
      value: median(of(results.calls[scenario][name], key)),
    }));
  const panels = [
    { title: 'CPU per call, small result (ms; less is better)', values: values('small', 'cpuMilliseconds'), digits: 2 },
    { title: 'CPU per call, 50 items (ms; less is better)', values: values('list', 'cpuMilliseconds'), digits: 2 },
    { title: 'Calls per second, 100 callers (more is better)', values: values('100 callers', 'perSecond'), digits: 0 },
  ];
  let top = 10;
  const drawn = panels
    .filter((panel) => panel.values.length > 0)
    .map((panel) => {
      const { svg, height } = bars({ ...panel, top });
      top += height;
      return svg;
    });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" font-family="sans-serif" font-size="13" role="img" aria-label="CPU per call and calls per second, beside other servers">
<title>CPU per call and calls per second, beside other servers</title>
<rect width="${WIDTH}" height="${top}" fill="#fff"/>
${drawn.join('\n')}
</svg>
`;
}

const PAGE = new URL('../docs/benchmarks.md', import.meta.url);
const MARK = '<!-- From here on written by: node benchmarks/run.mjs --docs -->';

/** Puts what was measured into docs/: the table below the mark of its page, and the chart beside it. */
export function publish(markdown, svg) {
  const page = readFileSync(PAGE, 'utf8');
  if (!page.includes(MARK)) throw new Error(`docs/benchmarks.md has no line: ${MARK}`);
  const day = new Date().toISOString().slice(0, 10);
  const measured = markdown.replaceAll('### ', '## ');
  writeFileSync(
    PAGE,
    `${page.split(MARK)[0]}${MARK}\n\n![the chart](benchmarks.svg)\n\nMeasured on ${day}. ${measured}`,
  );
  writeFileSync(new URL('benchmarks.svg', PAGE), svg);
}
