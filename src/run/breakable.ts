import { createContext, Script } from 'node:vm';

const CALL = new Script('work()');

/** The cause of an interruption: Ctrl-C, or a number of milliseconds. */
export type BreakOn = { readonly breakOnSigint: true } | { readonly timeout: number };

/**
 * Runs work that calls the user's own code. While such code loops forever Node handles no signal and no timer, but its vm can end it; the
 * work is then lost. Returns null after an interruption.
 */
export function breakable(on: BreakOn): <T>(work: () => T) => { readonly value: T } | null {
  const frame: { work?: () => unknown } = {};
  const context = createContext(frame);
  return <T>(work: () => T) => {
    frame.work = work;
    try {
      return { value: CALL.runInContext(context, on) as T };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' || code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return null;
      throw error;
    }
  };
}
