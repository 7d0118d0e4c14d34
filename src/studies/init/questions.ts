import { createInterface } from 'node:readline/promises';
import { EXIT_INTERRUPTED, UserError } from '../../run/failure.js';
import type { Field } from './fields.js';

/** Prompts on a terminal. */
export interface Prompter {
  /** Repeats the question until the answer is valid; an empty answer is the default. */
  prompt<T>(field: Field<T>): Promise<T>;
  /** As `prompt`; null for an empty answer. */
  promptOrEnd<T>(field: Field<T>): Promise<T | null>;
  isYes(question: string): Promise<boolean>;
  close(): void;
}

/** Returns a prompter; null without a terminal on both sides. */
export function terminalPrompter(): Prompter | null {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const stop = new AbortController();
  // Ctrl-C and Ctrl-D close it.
  terminal.on('close', () => stop.abort());
  const line = async (question: string): Promise<string> => {
    try {
      return (await terminal.question(question, { signal: stop.signal })).trim();
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      throw new UserError(['', 'drydock init: stopped; no file is written'], EXIT_INTERRUPTED);
    }
  };
  const promptOrEnd = async <T>({ question, standard, read }: Field<T>): Promise<T | null> => {
    for (;;) {
      const text = (await line(`${question}${standard === undefined ? '' : ` [${standard}]`}: `)) || (standard ?? '');
      if (text === '') return null;
      const { value, wrong } = read(text);
      if (wrong === undefined) return value as T;
      process.stdout.write(`  ${text} ${wrong}.\n`);
    }
  };
  return {
    promptOrEnd,
    prompt: async (field) => (await promptOrEnd(field))!,
    isYes: async (question) => /^y(es)?$/i.test(await line(`${question} [y/N] `)),
    close: () => terminal.close(),
  };
}
