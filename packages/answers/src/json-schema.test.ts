import { z } from 'zod';
import { questions } from './answers-schema.js';
import { answersJsonSchema } from './json-schema.js';
import { resolveAnswers } from './resolve-answers.js';
import { toStored } from './stored.js';

describe('answersJsonSchema', () => {
  const schema = answersJsonSchema();

  it('is as it was', () => {
    expect(schema).toMatchSnapshot();
  });

  it('describes every answer and no option of a run', () => {
    const keys = questions.filter(({ group }) => group === 'project').map(({ key }) => key);
    expect(Object.keys(schema.properties ?? {})).toEqual(['$schema', 'schemaVersion', ...keys]);
  });

  it('accepts what is stored, and refuses what the answers refuse', () => {
    const check = z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
    const result = resolveAnswers({ flags: { openapi: 'openapi.json', pattern: '4' } });
    if (!result.ok) throw new Error('refused');
    expect(check.safeParse(toStored(result.answers)).success).toBe(true);
    for (const wrong of [{ pattern: '7' }, { name: 'my server' }, { patern: '4' }, { include: 'x' }]) {
      expect(check.safeParse(wrong).success).toBe(false);
    }
  });
});
