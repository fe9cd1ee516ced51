import { z } from 'zod';
import { fragmentAnswers } from './fragment-answers.js';
import { helpText } from './help-text.js';
import { answersJsonSchema } from './json-schema.js';
import { nextQuestion } from './next-question.js';
import { parseFlags } from './parse-flags.js';
import { checkedString, defineQuestion, type QuestionMeta } from './question.js';
import { type AnswerFragment, extendAnswers } from './question-set.js';
import { resolveAnswers } from './resolve-answers.js';
import { toStored } from './stored.js';

const meta: QuestionMeta = {
  group: 'project',
  section: 'Audit',
  message: 'Audit?',
  help: 'an audit log',
  default: false,
  stored: true,
};

const audit = {
  plugin: 'generator-fastapi-mcp-audit',
  namespace: 'audit',
  fields: {
    log: defineQuestion(z.boolean(), { ...meta, ask: () => true }),
    path: defineQuestion(
      checkedString((value) => (value.endsWith('.db') ? null : { what: 'is no database', fix: 'end it with .db' })),
      { ...meta, default: 'audit.db' },
    ),
  },
} satisfies AnswerFragment;

function extended(...fragments: AnswerFragment[]) {
  const result = extendAnswers(fragments);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.set;
}

function clash(
  fields: AnswerFragment['fields'],
  namespace = 'other',
  plugin = 'generator-fastapi-mcp-other',
): readonly string[] {
  const result = extendAnswers([audit, { plugin, namespace, fields }]);
  return result.ok ? [] : result.problems.map(({ message }) => message);
}

describe('extendAnswers', () => {
  it("makes a plugin's questions flags, prompts, help, JSON Schema and stored answers", () => {
    const set = extended(audit);
    expect(parseFlags(['--audit-log', '--audit-path=x.db'], { set })).toMatchObject({
      flags: { auditLog: true, auditPath: 'x.db' },
    });
    expect(nextQuestion({ set, only: ['auditLog'] })).toMatchObject({ name: 'auditLog', message: 'Audit?' });
    expect(helpText('app', { set })).toContain('--audit-log');
    expect(answersJsonSchema(set).properties).toHaveProperty('auditLog.default', false);
    const result = resolveAnswers({ set, flags: { openapi: 'x', auditLog: true } });
    if (!result.ok) throw new Error('refused');
    expect(fragmentAnswers(audit, result.answers)).toEqual({ log: true, path: 'audit.db' });
    expect(toStored(result.answers, set)).toMatchObject({ auditLog: true, auditPath: 'audit.db' });
  });

  it("reports a plugin's own refusals", () => {
    expect(resolveAnswers({ set: extended(audit), flags: { openapi: 'x', auditPath: 'y' } })).toMatchObject({
      problems: [{ message: '--audit-path: "y" is no database; end it with .db' }],
    });
  });

  it('gives no answers to a plugin that was not asked about', () => {
    const result = resolveAnswers({ flags: { openapi: 'x' } });
    expect(result.ok && fragmentAnswers(audit, result.answers)).toBeNull();
  });

  it('names both sides of a clash', () => {
    expect(clash({ log: audit.fields.log }, 'audit')).toEqual([
      'auditLog of generator-fastapi-mcp-other: "auditLog" is asked by generator-fastapi-mcp-audit already; generator-fastapi-mcp-other needs another namespace or name',
    ]);
    expect(clash({ mode: defineQuestion(z.boolean(), meta) }, 'tool')[0]).toContain(
      'is asked by @fastapi-mcp/answers already',
    );
    expect(clash({ x: defineQuestion(z.boolean(), { ...meta, aliases: ['y'] }) })[0]).toContain('@fastapi-mcp/answers');
    expect(clash({ ci: defineQuestion(z.boolean(), meta) }, 'no')[0]).toContain('@fastapi-mcp/answers');
  });

  it.each<[AnswerFragment['fields'], string, RegExp]>([
    [{ x: z.boolean() }, 'other', /carries no question/],
    [{ x: defineQuestion(z.number(), meta) }, 'other', /carries no question/],
    [{ x: defineQuestion(z.boolean(), { ...meta, group: 'run' }) }, 'other', /option of one run/],
    [{ 'a-b': defineQuestion(z.boolean(), meta) }, 'other', /camelCase/],
    [{ x: defineQuestion(z.boolean(), meta) }, '../x', /camelCase/],
  ])('refuses a fragment that cannot be asked', (fields, namespace, why) => {
    expect(clash(fields, namespace)).toEqual([expect.stringMatching(why)]);
  });
});
