import { visible } from '@fastapi-mcp/kit';
import { type CheckResult, hasDrifted } from './check-project.js';
import type { ToolChange } from './compare-tools.js';

/** A check as lines for a person. */
export function formatCheck(result: CheckResult): readonly string[] {
  const { source, contractChanged, tools, stale, conflicts, edited, secrets, generator, plugins, recovered } = result;
  const breaking = tools.filter((change) => change.breaking).length;
  return [
    ...(recovered === null ? [] : [`note: ${recovered}`]),
    ...section(
      source === null ? 'contract: not compared; name it with --openapi, --app or --backend' : `contract: ${source}`,
      [
        ...tools.map(changeLine),
        ...(contractChanged && tools.length === 0
          ? ['change    it reads differently from the pinned one; what tools take and answer is the same']
          : []),
      ],
    ),
    ...section(`generator: ${generator.running ?? 'unknown'}`, [
      ...(generator.newer ? [`older     than what made this project (${generator.project}); update it`] : []),
      ...(!generator.newer && generator.project !== null && generator.project !== generator.running
        ? [`ok, and newer than what made this project (${generator.project})`]
        : []),
    ]),
    ...section('generated files', [
      ...conflicts.map(({ path }) => `CONFLICT  ${path}: both versions are in it between markers; keep what is right`),
      ...stale.map(({ path, state }) => `stale     ${path} (would be ${state})`),
      ...edited.map(({ path, reason }) => `edited    ${path}${reason ? ` (${reason})` : ''}`),
    ]),
    ...section(
      'secrets',
      secrets.map(({ file, what, hint }) => `EXPOSED   ${file}: ${what}; ${hint}`),
    ),
    ...(plugins.length > 0
      ? section(
          'plugins',
          plugins.map(({ message, hint }) => `UNKNOWN   ${message}; ${hint}`),
        )
      : []),
    '',
    hasDrifted(result)
      ? `out of step: ${tools.length} tool changes (${breaking} breaking), ${stale.length} stale files, ${conflicts.length} conflicts, ${secrets.length} exposed secrets${plugins.length > 0 ? ', plugins that could not be used' : ''}`
      : 'in step with the contract',
    ...(contractChanged || tools.length + stale.length > 0
      ? ['hint: fastapi-mcp app --dry-run shows what a new run changes; fastapi-mcp app changes it']
      : []),
  ];
}

/** One change as a line, in a check as in a run. */
export function changeLine({ tool, what, breaking }: ToolChange): string {
  return visible(`${(breaking ? 'BREAKING' : 'change').padEnd(9)} ${tool}: ${what}`).text;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [visible(title).text, ...(lines.length > 0 ? lines : ['ok']).map((line) => `  ${visible(line).text}`)];
}
