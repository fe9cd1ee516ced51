/** One page of reference out of API Extractor's model. */

const GROUPS = [
  ['Function', 'Functions'],
  ['Class', 'Classes'],
  ['Interface', 'Interfaces'],
  ['TypeAlias', 'Types'],
  ['Variable', 'Constants'],
];

/** @param model what API Extractor writes as `*.api.json` */
export function referencePage(model) {
  const members = model.members[0].members.filter(({ releaseTag }) => releaseTag !== 'Internal');
  const groups = GROUPS.map(([kind, title]) => {
    const ofKind = members.filter((member) => member.kind === kind).sort((a, b) => (a.name < b.name ? -1 : 1));
    return ofKind.length === 0 ? '' : `## ${title}\n\n${ofKind.map(entry).join('\n')}`;
  });
  return [
    '# Reference: @fastapi-mcp/kit',
    '',
    'Everything that kit exports, out of its sources (`pnpm api`). [How to write a plugin](../plugins.md) is the way in.',
    '',
    ...groups.filter((text) => text !== ''),
  ].join('\n');
}

function entry(member) {
  const { summary, example } = comment(member.docComment ?? '');
  const lines = [`### ${member.name}`, ''];
  if (summary) lines.push(summary, '');
  lines.push('```ts', signature(member), '```', '');
  if (member.kind === 'Interface') lines.push(...fields(member));
  if (example) lines.push('Example:', '', '```ts', example, '```', '');
  return lines.join('\n');
}

function fields({ members }) {
  if (members.length === 0) return [];
  const rows = members.map((member) => {
    const { summary } = comment(member.docComment ?? '');
    return `| \`${cell(signature(member).replace(/^readonly |;$/g, ''))}\` | ${cell(summary)} |`;
  });
  return ['| field | |', '| --- | --- |', ...rows, ''];
}

function signature({ excerptTokens }) {
  return excerptTokens
    .map(({ text }) => text)
    .join('')
    .replace(/^export (?:declare )?/, '')
    .trim();
}

function cell(text) {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

/** A TSDoc comment's first part and its example. */
function comment(text) {
  const plain = text
    .replace(/^\/\*\*|\*\/\s*$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
  const [summary = '', ...blocks] = plain.split(/^@(?=\w)/m);
  const example = blocks.find((block) => block.startsWith('example'));
  const throws = blocks.filter((block) => block.startsWith('throws')).map((block) => `Throws ${block.slice(6).trim()}`);
  const links = (part) => part.replace(/\{@link (\w+)\}/g, '`$1`');
  return {
    summary: links([summary.trim(), ...throws].filter((part) => part !== '').join('\n\n')),
    example:
      example
        ?.slice('example'.length)
        .trim()
        .replace(/^```ts\n|\n```$/g, '') ?? '',
  };
}
