// The common workload: tasks that arrive as a Poisson process on equal machines, keep them about 60 % full by CPU, hardly ever wait,
// and leave again. Read from a CSV file (arrival_ms,duration_ms,cpu_units,memory_mib) or drawn here with the engine's own streams.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { RandomStream } from '../dist/engine.js';

const CPU_UNITS_PER_MACHINE = 32 * 1024;
const MEAN_RUN_MS = 1_000_000;
const MEAN_CPU_UNITS = 8.5 * 1024;
const LOAD = 0.6;

function emptyRows(count) {
  const column = () => new Float64Array(count);
  return { count: 0, atMs: column(), durationMs: column(), cpuUnits: new Int32Array(count), memoryMib: new Int32Array(count) };
}

export async function readWorkload(file, tasks) {
  const rows = emptyRows(tasks);
  let isHeader = true;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    if (rows.count === tasks) break;
    const [atMs, durationMs, cpuUnits, memoryMib] = line.split(',');
    addRow(rows, +atMs, +durationMs, +cpuUnits, +memoryMib);
  }
  return trimmed(rows);
}

export function drawWorkload(machines, tasks, seed = 1) {
  const rows = emptyRows(tasks);
  const gaps = new RandomStream(seed, 'bench/gaps');
  const runs = new RandomStream(seed, 'bench/runs');
  const sizes = new RandomStream(seed, 'bench/sizes');
  const meanGapMs = (MEAN_CPU_UNITS * MEAN_RUN_MS) / (LOAD * machines * CPU_UNITS_PER_MACHINE);
  let atMs = 0;
  for (let task = 0; task < tasks; task++) {
    atMs += -Math.log(1 - gaps.uniform()) * meanGapMs;
    addRow(
      rows,
      Math.round(atMs),
      Math.max(1, Math.round(runs.exponential(MEAN_RUN_MS))),
      1024 * (1 + sizes.below(16)),
      1024 * (1 + sizes.below(64)),
    );
  }
  return trimmed(rows);
}

function addRow(rows, atMs, durationMs, cpuUnits, memoryMib) {
  const row = rows.count++;
  rows.atMs[row] = atMs;
  rows.durationMs[row] = durationMs;
  rows.cpuUnits[row] = cpuUnits;
  rows.memoryMib[row] = memoryMib;
}

/** The file may hold fewer rows than were asked for. */
function trimmed({ count, ...columns }) {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.subarray(0, count)]));
}
