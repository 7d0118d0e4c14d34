// The common workload: tasks that arrive as a Poisson process on equal machines, keep them about 60 % full by CPU, hardly ever wait, and leave
// again. Drawn with the engine's own streams.
// - Fleet: MACHINES equal machines with 32,768 CPU units and 131,072 MiB, all there from the start.
// - Load: Poisson arrivals, exponential runs of 1,000 s in the mean, 1 to 16 vCPU and 1 to 64 GiB.
// - File: CSV with the header `arrival_ms,duration_ms,cpu_units,memory_mib`, whole numbers, in order of arrival. Memory is whole GiB. It is
//   written once to `--workload-dir`, or read from there when it exists.
// - Rules: in one millisecond ends come before arrivals; a task that fits nowhere is refused. `first-fit` takes the lowest machine that fits;
//   `binpack-memory` the one with the least free memory of those that fit, the lowest of equals.
// - Events: two a task: it arrives, it ends.
// - Checksum: the sum over the placements of (machine + 1) x (task mod 1,009 + 1), modulo 2^53 − 111. Both are counted from 0, tasks by row.
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
