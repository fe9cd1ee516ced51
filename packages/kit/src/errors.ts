/**
 * One thing that a user can put right.
 *
 * @internal
 */
export interface Fault {
  readonly message: string;
  readonly hint: string;
}

/** What may go with a {@link UserError}. */
export interface UserErrorOptions {
  /** 1 failed (when absent), 2 wrong usage. */
  readonly exitCode?: 1 | 2;
  /** Each fault by itself, where there are several. */
  readonly faults?: readonly Fault[];
}

/**
 * Something the user can put right: printed as message and hint, never with a stack.
 *
 * @example
 * throw new UserError('cannot read openapi.json', 'pass --openapi FILE');
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: 1 | 2;
  readonly faults: readonly Fault[];

  /**
   * @param message - one line: what is wrong.
   * @param hint - one line: what to do about it.
   */
  constructor(
    message: string,
    readonly hint: string,
    { exitCode = 1, faults = [] }: UserErrorOptions = {},
  ) {
    super(message);
    this.exitCode = exitCode;
    this.faults = faults;
  }
}

/** A bug of ours or of a plugin: printed with its stack and a request to report it. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}
