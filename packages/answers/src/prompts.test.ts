import type { Prompt, PromptChoice } from './describe-prompt.js';
import type { Detected } from './detected.js';
import { nextQuestion } from './next-question.js';
import type { PromptContext } from './prompt-state.js';
import { promptsFor } from './prompts-for.js';
import { resolveAnswers } from './resolve-answers.js';

/** Answers every question with its default, but for those named; returns the names in the order they were asked. */
function walk(context: PromptContext, said: Readonly<Record<string, unknown>> = {}) {
  const prompted: Record<string, unknown> = {};
  const asked: string[] = [];
  for (
    let prompt = nextQuestion({ ...context, prompted });
    prompt !== null;
    prompt = nextQuestion({ ...context, prompted })
  ) {
    const { name } = prompt;
    asked.push(name);
    prompted[name] = name in said ? said[name] : prompt.default;
    if (prompt.type === 'input') expect(prompt.validate(String(prompted[name]))).toBe(true);
  }
  return { asked, prompted };
}

function choicesOf(prompt: Prompt | null): readonly PromptChoice[] {
  return prompt !== null && 'choices' in prompt ? prompt.choices : [];
}

/** The same in one batch, as inquirer runs it. */
function walkBatch(context: PromptContext, said: Readonly<Record<string, unknown>> = {}) {
  const prompted: Record<string, unknown> = {};
  for (const prompt of promptsFor(context)) {
    if (prompt.when(prompted))
      prompted[prompt.name] = prompt.name in said ? said[prompt.name] : prompt.default(prompted);
  }
  return { asked: Object.keys(prompted), prompted };
}

const detected: Detected = {
  title: 'Todo API',
  toolCount: 7,
  pattern: '3',
  reasons: ['OAuth2 at /token'],
  tokenUrl: '/token',
};

describe('nextQuestion', () => {
  it('asks first whether this is a microservices architecture', () => {
    expect(nextQuestion({})).toMatchObject({
      type: 'confirm',
      name: 'microservices',
      message: 'Is this a microservices architecture?',
      default: false,
    });
  });

  it.each<[Record<string, unknown>, readonly string[], string]>([
    [
      { microservices: true, openapi: 'x' },
      ['microservices', 'openapi', 'pattern', 'name', 'output', 'identity', 'protections'],
      '4',
    ],
    [
      { login: 'token', openapi: 'x' },
      [
        'microservices',
        'login',
        'openapi',
        'pattern',
        'name',
        'output',
        'structure',
        'identity',
        'tokenUrl',
        'protections',
      ],
      '3',
    ],
    [
      { login: 'session', openapi: 'x' },
      [
        'microservices',
        'login',
        'openapi',
        'pattern',
        'name',
        'output',
        'structure',
        'identity',
        'sessionCookieName',
        'loginPath',
        'protections',
      ],
      '2',
    ],
    [
      { login: 'none', openapi: 'x' },
      [
        'microservices',
        'login',
        'openapi',
        'pattern',
        'name',
        'output',
        'structure',
        'identity',
        'userParameter',
        'protections',
      ],
      '1',
    ],
    [
      { login: 'none', backend: '.' },
      [
        'microservices',
        'login',
        'openapi',
        'backend',
        'pattern',
        'name',
        'output',
        'structure',
        'identity',
        'userParameter',
        'protections',
      ],
      '1',
    ],
  ])('for %j walks down the tree', (said, questions, pattern) => {
    const { asked, prompted } = walk({}, said);
    expect(asked).toEqual(questions);
    expect(resolveAnswers({ prompted })).toMatchObject({ ok: true, answers: { pattern } });
    expect(walkBatch({}, said)).toEqual({ asked, prompted });
  });

  it('offers what was detected, and says why', () => {
    const prompted = { microservices: false, login: 'token', openapi: 'x' };
    expect(nextQuestion({ detected })).toMatchObject({
      default: false,
      message: 'Is this a microservices architecture?',
    });
    expect(nextQuestion({ detected, prompted: { microservices: false } })).toMatchObject({
      default: 'token',
      message: 'How do users sign in today? (detected: OAuth2 at /token)',
    });
    expect(nextQuestion({ detected, prompted })).toMatchObject({
      default: '3',
      message: 'Which pattern? (detected: OAuth2 at /token)',
    });
    expect(nextQuestion({ detected, prompted: { ...prompted, login: 'none' } })).toMatchObject({
      default: '1',
      message: 'Which pattern? (from your answers: user_id parameter)',
    });
    expect(nextQuestion({ detected: { pattern: '4', reasons: ['X-User-ID is read'] } })).toMatchObject({
      default: true,
      message: 'Is this a microservices architecture? (detected: X-User-ID is read)',
    });
  });

  it('escapes what came from outside', () => {
    const hostile: Detected = {
      title: 'x\u202e\u001b[2J',
      tags: [
        { name: 'a\nb', toolCount: 1 },
        { name: 'c', toolCount: 1 },
      ],
      toolCount: 90,
    };
    for (const name of ['name', 'includeTag']) {
      const prompt = nextQuestion({ detected: hostile, only: [name] });
      expect(prompt).not.toBeNull();
      const shown = [prompt?.message, ...choicesOf(prompt).map((choice) => choice.name)];
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.join(' ')).not.toMatch(/\p{C}/u);
    }
  });

  it('asks nothing that is known', () => {
    const known = {
      microservices: false,
      login: 'token',
      pattern: '3',
      openapi: 'x',
      name: 'n',
      structure: 'b',
      identity: 'fixed',
      loginPath: '/l',
      bulkhead: true,
    };
    expect(walk({ file: known, flags: { output: 'out' }, stored: { tokenUrl: '/t' } }).asked).toEqual([]);
    expect(
      walk({ flags: { pattern: '4' }, detected: { contract: true, output: '.' }, only: ['pattern'] }).asked,
    ).toEqual([]);
  });

  it('asks only what is wanted, and what leads there', () => {
    expect(walk({ only: ['pattern'] }).asked).toEqual(['microservices', 'login', 'pattern']);
    expect(walk({ only: ['openapi'] }, { openapi: '', backend: '.' }).asked).toEqual(['openapi', 'backend']);
    expect(walk({ only: ['ci'] }).asked).toEqual([]);
  });

  it('offers only identities that go with the pattern', () => {
    const choices = (pattern: string) =>
      choicesOf(nextQuestion({ flags: { pattern }, only: ['identity'] })).map(({ value }) => value);
    expect(choices('1')).toEqual(['fixed', 'oauth', 'gateway', 'parameter']);
    expect(choices('4')).toEqual(['fixed', 'oauth', 'gateway']);
  });

  it('proposes a curation of a large API only', () => {
    const tags = [
      { name: 'users', toolCount: 30, tokens: 9000 },
      { name: 'tasks', toolCount: 20 },
    ];
    const flags = { pattern: '4' };
    expect(walk({ flags, detected: { toolCount: 40, tags }, only: ['toolMode', 'includeTag'] }).asked).toEqual([]);
    expect(walk({ flags, detected: { toolCount: 41, tags }, only: ['toolMode', 'includeTag'] }).asked).toEqual([
      'toolMode',
      'includeTag',
    ]);
    expect(nextQuestion({ flags, detected: { toolCount: 41, tags }, only: ['includeTag'] })).toMatchObject({
      type: 'checkbox',
      default: [],
      choices: [{ value: 'users', name: 'users – 30 tools, about 9000 tokens' }, { value: 'tasks' }],
    });
  });

  it('lets the tools of a large API be chosen one by one', () => {
    const tools = [{ name: 'list_tasks', method: 'GET', path: '/tasks\u202e', tokens: 120 }];
    const prompt = (toolCount: number) =>
      nextQuestion({ flags: { pattern: '4' }, detected: { toolCount, tools }, only: ['include'] });
    expect(prompt(40)).toBeNull();
    expect(prompt(41)).toMatchObject({
      type: 'checkbox',
      choices: [{ value: 'list_tasks', name: 'list_tasks – GET /tasks\\u{202e}, about 120 tokens', tokens: 120 }],
    });
  });

  it('asks once for all that may stand around the calls, with what --yes would take chosen', () => {
    for (const pattern of ['1', '2', '3', '4']) {
      const prompt = nextQuestion({ flags: { pattern }, only: ['protections'] });
      const offered = choicesOf(prompt).map(({ value }) => value);
      expect(prompt).toMatchObject({ type: 'checkbox', name: 'protections' });
      expect(offered.includes('mount')).toBe(pattern !== '4');
      const asked = resolveAnswers({ flags: { pattern, openapi: 'x' }, prompted: { protections: prompt?.default } });
      const unasked = resolveAnswers({ flags: { pattern, openapi: 'x' } });
      expect(asked.ok && asked.answers).toEqual(unasked.ok && unasked.answers);
    }
  });

  it('takes what was chosen there, and no others', () => {
    const prompted = { protections: ['bulkhead', 'response-cache'] };
    const chosen = { rateLimit: false, bulkhead: true, circuitBreaker: false, responseCache: true, mount: false };
    expect(resolveAnswers({ prompted, flags: { openapi: 'x', pattern: '4' } })).toMatchObject({ answers: chosen });
    const none = { rateLimit: false, bulkhead: false, circuitBreaker: false, responseCache: false };
    const flags = { openapi: 'x', pattern: '4' };
    expect(resolveAnswers({ prompted: { protections: [] }, flags })).toMatchObject({ answers: none });
  });

  it('does not ask who has spoken of one of them', () => {
    expect(walk({ flags: { pattern: '4', responseCache: true }, only: ['protections'] }).asked).toEqual([]);
    expect(walk({ stored: { pattern: '3', rateLimit: false }, only: ['protections'] }).asked).toEqual([]);
    expect(walk({ flags: { pattern: '4' }, only: ['rateLimit'] }).asked).toEqual(['protections']);
  });

  it('says what is wrong with an answer before taking it', () => {
    const prompt = nextQuestion({ only: ['name'] });
    expect(prompt?.type === 'input' && prompt.validate('my server')).toBe(
      'is not a Python project name (PEP 508); use my-server',
    );
  });

  it('comes to an end even when answers are refused', () => {
    const wrong = Object.fromEntries(
      ['microservices', 'login', 'openapi', 'backend', 'pattern', 'name'].map((key) => [key, 7]),
    );
    const prompted: Record<string, unknown> = {};
    let rounds = 0;
    for (let prompt = nextQuestion({ prompted }); prompt !== null && rounds < 50; prompt = nextQuestion({ prompted })) {
      prompted[prompt.name] = prompt.name in wrong ? wrong[prompt.name] : null;
      rounds += 1;
    }
    expect(rounds).toBeLessThan(15);
  });
});
