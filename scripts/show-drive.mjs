/** Prints what the conformance driver reports, as it happens, for a person to follow. */

const WIDTH = 116;
const HEADINGS = {
  listing: 'What the server offers',
  work: 'Two users at work',
  isolation: 'Neither sees, changes or deletes what is the other’s',
  arguments: 'What a model gets wrong is refused before it reaches the backend',
  refused: 'Who is turned away',
  errors: 'The seven errors, as the model sees them',
  requests: 'What reached the backend',
  logs: 'What was logged',
};

const short = (text, width = WIDTH) => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

/** @returns {(event: any) => void} a printer; it keeps track of the heading it is under */
export function driveShower(print = console.log) {
  let under = '';
  const seen = new Set();
  const heading = (group) => {
    if (group === under || !HEADINGS[group]) return;
    under = group;
    print(`\n  ${HEADINGS[group]}`);
  };
  return (event) => {
    if (event.event === 'phase') heading(event.group);
    if (event.event === 'tools')
      print(short(`  ${event.names.length} tools over MCP ${event.protocol}: ${event.names.join(', ')}`));
    if (event.event === 'call' && under !== 'errors' && under !== 'refused') print(call(event));
    if (event.event === 'error' && !seen.has(event.error_type)) print(error(event));
    if (event.event === 'error') seen.add(event.error_type);
    if (event.event === 'start-refused') for (const line of event.lines) print(short(`        ${line}`));
    if (event.event === 'log') print(`    the end of ${event.name}:\n${event.tail}`);
    if (event.event !== 'check') return;
    heading(event.group);
    if (!event.ok) print(`    ✖ ${event.name}\n      ${event.detail}`);
    else if (event.group !== 'errors') print(short(`    ✔ ${event.name}`));
  };
}

function call({ who, tool, arguments: given, ok, text }) {
  return short(`      ${who}  ${tool} ${JSON.stringify(given)} ${ok ? '→' : '✗'} ${text}`);
}

function error({ error_type: type, content: { message, details, suggestions } }) {
  const known = Object.keys(details).length > 0 ? [`details      ${JSON.stringify(details)}`] : [];
  const lines = [`message      ${message}`, ...known, ...suggestions.map((text) => `suggestion   ${text}`)];
  return [`    ${type}`, ...lines.map((line) => `      ${line}`)].join('\n');
}
