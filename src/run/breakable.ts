import { createContext, Script } from 'node:vm';

const CALL = new Script('work()');

/** What breaks work off: a Ctrl-C, or so many milliseconds. */
export type BreakOn = { readonly breakOnSigint: true } | { readonly timeout: number };

/**
 * Work in which code of the user's own runs. While that loops for ever Node hears no signal and no timer, but its vm can end it; the work is then lost.
 * Null: it was broken off.
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
