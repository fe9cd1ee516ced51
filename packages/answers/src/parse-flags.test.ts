import fc from 'fast-check';
import { questions } from './answers-schema.js';
import { commands } from './commands.js';
import { parseFlags } from './parse-flags.js';

function parsed(...argv: string[]) {
  const result = parseFlags(argv);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result;
}

function messages(...argv: string[]): readonly string[] {
  const result = parseFlags(argv);
  return result.ok ? [] : result.problems.map(({ message }) => message);
}

describe('parseFlags', () => {
  it('reads nothing as the default command with nothing given', () => {
    const { command, flags, run, help, version, rest } = parsed();
    expect({ command, flags, help, version, rest }).toEqual({
      command: 'app',
      flags: {},
      help: false,
      version: false,
      rest: [],
    });
    expect(run).toEqual({
      answers: null,
      yes: false,
      dryRun: false,
      force: false,
      skipInstall: false,
      json: false,
      strict: false,
      dump: null,
      allowRef: [],
      plugin: [],
      removePlugin: [],
      trustPlugins: false,
      trustTemplates: false,
      preset: null,
      python: null,
      undo: false,
      dependency: [],
      leave: [],
      loadUser: [],
      userIdType: null,
    });
  });

  it('reads commands, both spellings of values, negations, letters and repeated lists', () => {
    const { command, flags, run } = parsed(
      ...['client', '--pattern=4', '--openapi', '-', '--no-ci', '-yn', '-o', 'out', '--microservices'],
      ...['--include-tag', 'users', '--include-tag=tasks', '--dump', 'plan', '--answers', 'a.json'],
    );
    expect(command).toBe('client');
    expect(flags).toEqual({
      pattern: '4',
      openapi: '-',
      ci: false,
      output: 'out',
      microservices: true,
      includeTag: ['users', 'tasks'],
    });
    expect(run).toMatchObject({ yes: true, dryRun: true, dump: 'plan', answers: 'a.json', force: false });
  });

  it('goes on with a list over words, but not over the command', () => {
    expect(parsed('app', '--include-tag', 'users', 'tasks').flags).toEqual({ includeTag: ['users', 'tasks'] });
    expect(parsed('--exclude', 'x*', 'y*', 'client', '--yes')).toMatchObject({
      command: 'client',
      flags: { exclude: ['x*', 'y*'] },
    });
  });

  it('takes a command for a list item once there is one', () => {
    expect(parsed('app', '--include-tag', 'users', 'client').flags).toEqual({ includeTag: ['users', 'client'] });
  });

  it('takes the last of a flag given twice', () => {
    expect(parsed('--pattern', '3', '--pattern', '4').flags).toEqual({ pattern: '4' });
  });

  it('hands a command its argument', () => {
    expect(parsed('plugin', 'acme').rest).toEqual(['acme']);
  });

  it.each([
    [['--opnapi', 'x'], '--opnapi: is no option; did you mean --openapi?'],
    [['--qqqqqq'], '--qqqqqq: is no option; fastapi-mcp --help lists them'],
    [['-q'], '-q: is no option; fastapi-mcp --help lists them'],
    [['--plugins', 'x'], '--plugins: is no option; did you mean --plugin?'],
    [['--pattern', '7'], '--pattern: "7" is not a choice; choose one of 1, 2, 3, 4'],
    [['--openapi', '--yes'], '--openapi: has no value; give --openapi FILE|URL|-'],
    [['--login'], '--login: has no value; give --login token|session|none'],
    [['--openapi='], null],
    [['--name='], '--name: "" is not a Python project name (PEP 508); use todo-mcp'],
    [['--no-ci=false'], '--no-ci: "false" is one value too many; use --no-ci alone'],
    [['--ci=perhaps'], '--ci: "perhaps" is neither true nor false; say true or false'],
    [['clinet'], 'fastapi-mcp: "clinet" is no command; did you mean client?'],
    [
      ['app', 'x'],
      'fastapi-mcp app: "x" is not expected there; options begin with --, and a value with spaces needs quotes',
    ],
    [['--dump', 'all'], '--dump: "all" is not a choice; choose one of model, plan, files'],
    [['--output', 'a\u200bb'], '--output: "a\\u{200b}b" holds characters that do not show; type it again without them'],
  ])('%j: %s', (argv, message) => {
    expect(messages(...argv)).toEqual(message === null ? [] : [message]);
  });

  it('keeps a password in a URL to itself', () => {
    const [message] = messages('--openapi', 'https://anna:hunter2@host.example/openapi.json');
    expect(message).toContain('host.example');
    expect(message).not.toMatch(/anna|hunter2/);
  });

  it('tells all problems at once', () => {
    expect(messages('--pattern', '7', '--login', 'x', '--nam', 'x')).toHaveLength(3);
  });

  it('helps, whatever else is wrong', () => {
    expect(parsed('client', '--pattern', '7', '--help')).toMatchObject({ command: 'client', help: true });
    expect(parsed('-h', '--nonsense').help).toBe(true);
    expect(parsed('--version').version).toBe(true);
  });

  it('never throws, and says each problem on one line', () => {
    const flags = questions.map(({ flag }) => `--${flag}`);
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...flags,
        '-y',
        '-o',
        '-yo',
        '--',
        '-',
        '---',
        '--=',
        '--no-ci',
        '--__proto__=x',
        '--constructor',
        'toString',
        '\ud800',
      ),
      fc.constantFrom(...commands.map(({ name }) => name)),
      fc.tuple(fc.constantFrom(...flags), fc.string({ unit: 'binary' })).map((pair) => pair.join('=')),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
        const result = parseFlags(argv);
        if (result.ok)
          return Object.keys(result.flags).every((key) => questions.some((question) => question.key === key));
        return (
          result.problems.length > 0 &&
          result.problems.every(({ message }) => /^[^\p{C}]+: [^\p{C}]+; [^\p{C}]+$/u.test(message))
        );
      }),
      { numRuns: 2000 },
    );
  });
});
