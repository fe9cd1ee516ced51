import { type Command, commands as ours } from './commands.js';
import { nearest } from './nearest.js';
import { type AnswerProblem, problem } from './problem.js';

/** The command, and what stands on the line beside options. */
export interface CommandReading {
  readonly command: string;
  readonly rest: readonly string[];
  readonly problems: readonly AnswerProblem[];
}

function unknownCommand(name: string, commands: readonly Command[]): AnswerProblem {
  const names = commands.map((command) => command.name);
  const meant = nearest(name, names);
  const fix = meant === null ? `choose one of ${names.join(', ')}` : `did you mean ${meant}?`;
  return problem('fastapi-mcp', name, { what: 'is no command', fix });
}

/** The first word is the command, `app` when there is none; what follows must be what the command takes. */
export function readCommand(positionals: readonly string[], commands: readonly Command[] = ours): CommandReading {
  const [name = 'app', ...rest] = positionals;
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) return { command: 'app', rest: [], problems: [unknownCommand(name, commands)] };
  const allowed = command.argument === undefined ? 0 : 1;
  const fix = 'options begin with --, and a value with spaces needs quotes';
  const problems = rest
    .slice(allowed)
    .map((value) => problem(`fastapi-mcp ${name}`, value, { what: 'is not expected there', fix }));
  return { command: name, rest: rest.slice(0, allowed), problems };
}
