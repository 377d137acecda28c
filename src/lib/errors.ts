/**
 * The two kinds of failure that end a run. A candidate's failure is neither: it is data, a `Verdict`.
 */

/** What the process reports to its caller: 1 when a run could not be completed, 2 for wrong usage or unusable input. */
export type ExitCode = 1 | 2;

/**
 * Something the user can mend: a file, a flag, a model name. Printed as one line, with the hint after it. Found before
 * a run has begun, as it should be, it ends the program with exit code 2: see `begun`.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  /** What to do about it, in a short sentence. */
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor(message: string, options: { hint?: string; exitCode?: ExitCode; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 2;
  }
}

/** Input of no use, which shows only once a run has begun: exit code 2 all the same. */
export class UnusableError extends UserError {}

/** The flags themselves are wrong. */
export function usageError(message: string, hint?: string): UserError {
  return new UserError(message, hint === undefined ? {} : { hint });
}

/**
 * Does the work of a run: what fails from here on fails a run that had begun, which is exit code 1 whoever can mend it;
 * but for input of which nobody could tell sooner that it is of no use.
 *
 * @throws what the work throws
 */
export async function begun<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode === 1 || error instanceof UnusableError) throw error;
    const { message, hint } = error;
    throw new UserError(message, { ...(hint !== undefined && { hint }), exitCode: 1, cause: error });
  }
}

/** The world failed (a sandbox that died, a server that hung up); trying again may help. */
export class InfraError extends Error {
  override readonly name = "InfraError";
}

/** A server refused one request for what it says; asked for the same again, it would refuse again. */
export class RefusedError extends InfraError {}

/** A process of ours that was at work has ended; a fresh one takes its place. All that waited for it get the same error. */
export class ProcessDiedError extends InfraError {}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
