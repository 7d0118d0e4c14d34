// `npm run --silent bench -- memory [--tasks 1000000] [--json | --markdown]`
// Bytes a living task: heap and array buffers after a full garbage collection, with N running tasks and with 2 N in the same simulation. Columns
// grow by doubling, so the figure depends on N: once for N as it is given, and once for the N just above a power of two, where the columns have
// just been doubled and are half empty.
import { fromDist } from './dist.mjs';
import { machineName } from './machine.mjs';
import { markdownTable, oneDecimal, textTable, whole } from './print.mjs';
import { runAlone } from './processes.mjs';
import { staticFleet } from './setups.mjs';

const { makeSource, Simulation } = await fromDist('engine.js');
/** 128 CPU units and 512 MiB a task: 256 to a machine. */
const TASK = { cpuUnits: 128, memoryMib: 512 };
const TASKS_PER_MACHINE = 256;

export function bench({ tasks, only }) {
  if (only === 'engine') return bytesPerTask(tasks);
  const justDoubled = 2 ** Math.floor(Math.log2(tasks)) + 1;
  return { rows: [tasks, justDoubled].map((count) => runAlone('memory', { tasks: count, only: 'engine' }, ['--expose-gc'])) };
}

function bytesPerTask(tasks) {
  const setup = crowdedFleet(2 * tasks);
  const arrivals = makeSource({ kind: 'constant', everyMs: 1, firstMs: 0 }, { seed: 1, name: 'bench' });
  const simulation = new Simulation(setup, { sources: [arrivals] });
  const few = bytesAt(simulation, tasks);
  const many = bytesAt(simulation, 2 * tasks);
  return { tasks, bytesWithN: few, bytesWith2N: many, bytesPerTask: +((many - few) / tasks).toFixed(1) };
}

function bytesAt(simulation, tasks) {
  simulation.advance(tasks - 1);
  const { alive } = simulation.world.tasks;
  if (alive !== tasks) throw new Error(`${whole(alive)} tasks are alive, not ${whole(tasks)}`);
  // V8 frees the buffers of a collection in parallel; the next collection waits for that.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** One arrival a millisecond. No task ends before all are there. */
function crowdedFleet(tasks) {
  const setup = staticFleet({ machines: Math.ceil(tasks / TASKS_PER_MACHINE), placementStrategy: [] });
  return {
    ...setup,
    taskDefinitions: setup.taskDefinitions.map((definition) => ({ ...definition, ...TASK })),
    workloads: setup.workloads.map((workload) => ({ ...workload, runTime: { kind: 'constant', ms: 10 * tasks } })),
  };
}

const COLUMNS = [
  { head: 'living tasks', cell: ({ tasks }) => `${whole(tasks)} to ${whole(2 * tasks)}` },
  { head: 'MiB', cell: ({ bytesWithN, bytesWith2N }) => `${oneDecimal(bytesWithN / 2 ** 20)} to ${oneDecimal(bytesWith2N / 2 ** 20)}` },
  { head: 'bytes a task', cell: (row) => oneDecimal(row.bytesPerTask) },
];

export function toText({ rows }) {
  return textTable(rows, COLUMNS);
}

export function toMarkdown({ rows }) {
  return [...markdownTable(rows, COLUMNS), '', `${machineName()}.`];
}
