import type { Headline } from '../../record/metrics.js';
import { replicationSeeds } from '../../run/seeds.js';
import { Engine } from '../engine/client.js';
import { Cancelled } from '../engine/pace.js';
import type { Source } from '../engine/source.js';
import { t } from '../messages/t.js';
import { failure, luck, pinnedSource, ranSource, run } from './state.js';
import { startFor, tools } from './workers.js';

/** As many seeds as make an interval that is worth reading, and that a class waits for. */
const RUNS = 20;
/** Each worker has the engine and a run in memory. */
const WORKERS_MAX = 8;

let current: AbortController | null = null;

/** Runs the scenario, and the pinned one, with other seeds in a worker a core, and judges what differs. */
export async function tryLuck(): Promise<void> {
  const [seed, ran] = [run.value?.seed, ranSource.value];
  if (seed === undefined || ran === null) return;
  current?.abort();
  const own = new AbortController();
  current = own;
  const seeds = replicationSeeds(seed, RUNS);
  const before = pinnedSource.value;
  const sources = [ran, ...(before === null ? [] : [before])];
  const all = sources.length * RUNS;
  let done = 0;
  const onDone = () => {
    done++;
    if (current === own) luck.value = { done, all, rows: null, runs: RUNS };
  };
  luck.value = { done, all, rows: null, runs: RUNS };
  const workers = Array.from(
    { length: Math.min(WORKERS_MAX, navigator.hardwareConcurrency || 2) },
    () => new Engine(startFor(sources[0]!)),
  );
  try {
    const [now = [], first = []] = await runAll(sources, seeds, { workers, onDone, signal: own.signal });
    const rows = await tools().request('judge', { now, before: first, seed });
    if (current === own) luck.value = { done: all, all, rows, runs: RUNS };
  } catch (error) {
    if (current === own) luck.value = null;
    if (!(error instanceof Cancelled)) failure.value = `${t('run.failed')}: ${(error as Error).message}`;
  } finally {
    for (const worker of workers) worker.close();
  }
}

export function stopLuck(): void {
  current?.abort();
  current = null;
  luck.value = null;
}

interface Pool {
  readonly workers: readonly Engine[];
  readonly onDone: () => void;
  readonly signal: AbortSignal;
}

/** The figures of each source, in the order of the seeds. Each worker takes the next run that no worker has taken. */
async function runAll(sources: readonly Source[], seeds: readonly number[], { workers, onDone, signal }: Pool): Promise<Headline[][]> {
  const figures = sources.map(() => new Array<Headline>(seeds.length));
  const left = sources.flatMap((source, s) => seeds.map((seed, i) => ({ source, s, seed, i })));
  const work = async (worker: Engine) => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) {
      const [ran] = await worker.request('replicate', { ...job.source, seeds: [job.seed] }, { signal });
      if (ran === undefined) throw new Error('replicate: the scenario has mistakes');
      figures[job.s]![job.i] = ran.headline;
      onDone();
    }
  };
  await Promise.all(workers.map(work));
  return figures;
}
