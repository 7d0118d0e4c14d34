import { existsSync } from 'node:fs';
import { EXIT_FAILED, UserError } from '../experiment/runners/failure.js';

/** Tells with what went wrong that the finished runs are not lost, unless it is said already. */
export function tellingWhatIsKept(journal: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof UserError) || error.exitCode !== EXIT_FAILED || !existsSync(journal)) throw error;
    if (/--resume|is at work with it/.test(error.message)) throw error;
    throw new UserError([...error.lines, `finished runs are kept in ${journal}; go on with --resume`], error.exitCode);
  };
}
