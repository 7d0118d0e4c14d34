import { withShortWords } from '../kernel/short-words.js';

/** Exit codes: 0 success, 1 the simulation or a stated expectation failed, 2 the input is wrong, 130 interrupted. */
export const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;
export const EXIT_INTERRUPTED = 130;

/** An error that the user can correct: shown in plain lines, without a stack. */
export class UserError extends Error {
  readonly lines: readonly string[];

  /** `lines`: a mistake each, with its file, line and path where it has them. */
  constructor(
    lines: readonly string[],
    readonly exitCode: number = EXIT_BAD_INPUT,
  ) {
    const shown = lines.map(withShortWords);
    super(shown.join('\n'));
    this.lines = shown;
  }
}

/** A failure that the same input always repeats: finished parts are of no use to a corrected input. */
export class CertainFailure extends UserError {
  constructor(lines: readonly string[]) {
    super(lines, EXIT_FAILED);
  }
}

/** Returns the value of `read`. If it throws a UserError, throws one with its mistakes and the known ones. */
export function orAllMistakes<T>(mistakes: readonly string[], read: () => T): T {
  const all = [...mistakes];
  try {
    const value = read();
    if (all.length === 0) return value;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    all.push(...error.lines);
  }
  throw new UserError(all);
}

export function whyUnreadable({ code, message }: Pick<Error, 'message'> & { readonly code?: string | undefined }): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'this is a directory; name a file';
  if (code === 'EACCES') return 'you may not read this file';
  return message;
}

const REASONS: Record<string, string> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'that file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'a directory of the path cannot be made',
  ENOSPC: 'the disk is full',
  EFBIG: 'the file has become as large as it may',
  ENAMETOOLONG: 'the name is too long',
};

/** Returns the operating system's reason in words. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
