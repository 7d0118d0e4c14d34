import { availableParallelism } from 'node:os';
import { inThreads, workInThreads } from '../threads/in-threads.js';
import type { JobScenario } from './job-scenario.js';
import { JobWorker, type Materials } from './job-worker.js';
import type { RunJob } from './run-job.js';
import { type Lane, type Runner, runAtMost, runInLanes } from './runner.js';

/** Processor time in which two threads load and warm up the program, and one process does some thirty short runs. */
const ALONE_MS = 2000;
const LOOK_MS = 50;

export interface LocalWork {
  /** Threads; null: as many as the work needs. */
  readonly workers: number | null;
  /** The most that a run may take; null: any time. */
  readonly timeoutMs: number | null;
}

/**
 * Returns a runner on this machine with a number of threads; null: this process, and one thread per processor for work that lasts. A user's
 * module has a thread even alone, because it may end its process or exhaust its memory.
 */
export function localRunner(workers: number | null, scenarios: readonly JobScenario[], timeoutMs: number | null = null): Runner {
  const materials = materialsOf(scenarios);
  const hasModules = Object.keys(materials.modules).length > 0;
  if (workers === 1 && !hasModules) return inProcess(materials, timeoutMs);
  return workers !== null || hasModules ? inThreads(workers, materials, timeoutMs) : firstInProcess(materials, { timeoutMs });
}

/** Runs in this process, and in threads when it has worked for `aloneMs` and they are ready. A run that this process has begun it also ends. */
export function firstInProcess(
  materials: Materials,
  { aloneMs = ALONE_MS, timeoutMs = null }: { readonly aloneMs?: number; readonly timeoutMs?: number | null } = {},
): Runner {
  const worker = new JobWorker(materials, timeoutMs);
  const atOnce = availableParallelism();
  const start = process.cpuUsage();
  let threads: ReturnType<typeof workInThreads> | null = null;
  let areReady = false;
  let timer: NodeJS.Timeout | undefined;
  const opens = new Promise<void>((open, fail) => {
    timer = setInterval(() => {
      const { user, system } = process.cpuUsage(start);
      if ((user + system) / 1000 < aloneMs) return;
      clearInterval(timer);
      threads = workInThreads(atOnce, materials, timeoutMs);
      threads.ready().then(() => {
        areReady = true;
        open();
      }, fail);
    }, LOOK_MS);
  });
  // No run is at work to receive it.
  opens.catch(() => {});
  let own: RunJob | null = null;
  const work = async ([job]: readonly RunJob[]) => {
    own = job;
    const result = await worker.run(job);
    own = null;
    return [result];
  };
  const here: Lane = { work, takes: () => 1, isClosed: () => areReady };
  const there = (i: number): Lane => ({ work: (jobs) => threads!.lanes[i].work(jobs), takes: () => threads?.lanes[i].takes() ?? 1, opens });
  const lanes = [here, ...Array.from({ length: atOnce }, (_, i) => there(i))];
  return {
    run: (jobs, onResult, signal) => runInLanes(lanes, { jobs, onResult, signal }),
    isAtWork: (job) => job.id === own?.id || threads?.lanes.some((lane) => lane.isAtWork(job)) === true,
    async close() {
      clearInterval(timer);
      await threads?.close();
    },
  };
}

function materialsOf(scenarios: readonly JobScenario[]): Materials {
  const merged = (key: keyof Materials) => Object.assign({}, ...scenarios.map(({ materials }) => materials[key])) as Record<string, string>;
  return { traces: merged('traces'), modules: merged('modules') };
}

/** Runs one job after the other in this process. `timeoutMs`: the most that a run may take. */
export function inProcess(materials: Materials, timeoutMs: number | null = null): Runner {
  const worker = new JobWorker(materials, timeoutMs);
  return {
    run: (jobs, onResult, signal) => runAtMost(1, (job) => worker.run(job), { jobs, onResult, signal }),
    close: async () => {},
  };
}
