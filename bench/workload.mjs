// The common workload: tasks that arrive as a Poisson process on equal machines, keep them about 60 % full by CPU, hardly ever wait,
// and leave again. Drawn with the engine's own streams.
import { fromDist } from './dist.mjs';
import { emptyRows } from './rows-file.mjs';

const { RandomStream } = await fromDist('engine.js');
const CPU_UNITS_PER_MACHINE = 32 * 1024;
const MEAN_RUN_MS = 1_000_000;
const MEAN_CPU_UNITS = 8.5 * 1024;
const LOAD = 0.6;

export function drawWorkload(machines, tasks, seed = 1) {
  const rows = emptyRows(tasks);
  const gaps = new RandomStream(seed, 'bench/gaps');
  const runs = new RandomStream(seed, 'bench/runs');
  const sizes = new RandomStream(seed, 'bench/sizes');
  const meanGapMs = (MEAN_CPU_UNITS * MEAN_RUN_MS) / (LOAD * machines * CPU_UNITS_PER_MACHINE);
  let atMs = 0;
  for (let task = 0; task < tasks; task++) {
    atMs += -Math.log(1 - gaps.uniform()) * meanGapMs;
    rows.atMs[task] = Math.round(atMs);
    rows.durationMs[task] = Math.max(1, Math.round(runs.exponential(MEAN_RUN_MS)));
    rows.cpuUnits[task] = 1024 * (1 + sizes.below(16));
    rows.memoryMib[task] = 1024 * (1 + sizes.below(64));
  }
  return rows;
}
