import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROGRAM } from '../built.js';

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Its standard error so far. */
  output(): string;
  /** Resolves when its standard error matches. */
  printing(pattern: RegExp): Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

interface WorkerStart {
  readonly args?: string[];
  readonly env?: Record<string, string>;
  /** Of another build. */
  readonly of?: string;
}

const running = new Set<WorkerProcess>();

/** `drydock worker` as a process of its own. */
export function startWorker(queue: string, { args = [], env = {}, of = PROGRAM }: WorkerStart = {}): WorkerProcess {
  const child = spawn(process.execPath, [of, 'worker', '--queue', queue, ...args], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, ...env },
  });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  const printing = async (pattern: RegExp) => {
    const over = ended.then(() => {
      if (!pattern.test(printed)) throw new Error(`the worker ended without ${pattern}: ${printed}`);
    });
    while (!pattern.test(printed)) await Promise.race([once(child.stderr, 'data'), over]);
    over.catch(() => {});
  };
  const worker: WorkerProcess = { child, output: () => printed, printing: printing, ended };
  running.add(worker);
  void ended.then(() => running.delete(worker));
  return worker;
}

/** Ends all workers that a test left. */
export async function endWorkers(): Promise<void> {
  const left = [...running];
  for (const { child } of left) child.kill('SIGKILL');
  await Promise.all(left.map(({ ended }) => ended));
}
