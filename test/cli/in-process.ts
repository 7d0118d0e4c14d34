import { Console } from 'node:console';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { DIST } from '../built.js';

/** What a command line comes to. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Keeps what is written; like a pipe it has neither columns nor colours. */
class Kept extends Writable {
  text = '';

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

let last: Promise<unknown> = Promise.resolve();

/**
 * `drydock WORDS` in a folder, run by the built program in this process: for tests of what it says and writes. A process costs half a second of start;
 * tests of signals, pipes and kills start one. The folder, the environment and the streams belong to the whole process, so one command runs at a time.
 */
export function drydock(words: readonly string[], where: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv }): Promise<Answer> {
  const answer = last.then(() => answerOf(words, where));
  last = answer.catch(() => {});
  return answer;
}

async function answerOf(words: readonly string[], { cwd, env = process.env }: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<Answer> {
  const { drydock: program } = (await import(/* @vite-ignore */ join(DIST, 'cli/program.js'))) as typeof import('../../src/cli/program.js');
  const [stdout, stderr] = [new Kept(), new Kept()];
  const before = { cwd: process.cwd(), exitCode: process.exitCode, env: process.env, console: globalThis.console };
  const streams = [Object.getOwnPropertyDescriptor(process, 'stdout')!, Object.getOwnPropertyDescriptor(process, 'stderr')!] as const;
  process.chdir(cwd);
  process.env = env;
  globalThis.console = new Console({ stdout, stderr });
  Object.defineProperty(process, 'stdout', { value: stdout, configurable: true });
  Object.defineProperty(process, 'stderr', { value: stderr, configurable: true });
  try {
    const status = await program(words);
    return { stdout: stdout.text, stderr: stderr.text, status };
  } finally {
    Object.defineProperty(process, 'stdout', streams[0]);
    Object.defineProperty(process, 'stderr', streams[1]);
    globalThis.console = before.console;
    process.env = before.env;
    process.exitCode = before.exitCode;
    process.chdir(before.cwd);
  }
}
