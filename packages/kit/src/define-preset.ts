import type { Answers, Pattern } from '@fastapi-mcp/answers';

/** A list of generators and fixed answers: one way to build a server. */
export interface Preset {
  readonly pattern: Pattern;
  /** `Pattern 4: service token`. */
  readonly title: string;
  /** One line. */
  readonly summary: string;
  /** Names, in the order in which they contribute. */
  readonly generators: readonly string[];
  /** Answers that the preset decides. */
  readonly answers: Partial<Answers>;
}

/** Checks and freezes a preset. */
export function definePreset(preset: Preset): Preset {
  return Object.freeze({ ...preset });
}
