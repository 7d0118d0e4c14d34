import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROGRAM } from '../built.js';

export interface WorkerProcess {
  readonly child: ChildProcess;
  /** What it has said so far. */
  said(): string;
  /** Resolves when it has said it. */
  saying(pattern: RegExp): Promise<void>;
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
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  const saying = async (pattern: RegExp) => {
    const over = ended.then(() => {
      if (!pattern.test(said)) throw new Error(`the worker ended without ${pattern}: ${said}`);
    });
    while (!pattern.test(said)) await Promise.race([once(child.stderr, 'data'), over]);
    over.catch(() => {});
  };
  const worker: WorkerProcess = { child, said: () => said, saying, ended };
  running.add(worker);
  void ended.then(() => running.delete(worker));
  return worker;
}

/** For the end of a test: whatever it left. */
export async function endWorkers(): Promise<void> {
  const left = [...running];
  for (const { child } of left) child.kill('SIGKILL');
  await Promise.all(left.map(({ ended }) => ended));
}
