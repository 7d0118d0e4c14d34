import type { PackProblem } from '../../../../src/studies/pack/replay/problem.js';
import { taskColumns } from '../../../../src/workload/formats/columns.js';
import type { NaiveNode, NaiveTask } from './naive-replay.js';

/** A small trace in the manner of openb: models, shares of GPUs, whole ones and none; names are not in the order of rows. */
export function openbLike(seed: number, sizes: { nodes: number; tasks: number }): { nodes: NaiveNode[]; tasks: NaiveTask[] } {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const roll = (n: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % n;
  };
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)];
  const nodes = Array.from({ length: sizes.nodes }, (_, i): NaiveNode => {
    const gpus = pick([1, 2, 4, 8]);
    return { name: `node-${(7 * i + 3) % sizes.nodes}`, cpu: 12_000 * gpus, memory: 65_536, gpus, model: pick(['T4', 'P100', 'G2']) };
  });
  nodes[0] = { ...nodes[0], gpus: 8, cpu: 128_000 };
  const tasks = Array.from({ length: sizes.tasks }, (_, i): NaiveTask => {
    const [gpus, milli] = pick([[0, 0], [1, 190], [1, 460], [1, 810], [1, 1000], [1, 1000], [2, 1000], [4, 1000]] as const); // biome-ignore format: a row
    const spec = gpus > 0 ? pick(['', '', '', 'T4', 'P100|T4', 'G2|T4']) : '';
    const duration = roll(4) === 0 ? Number.POSITIVE_INFINITY : roll(40);
    return {
      name: `task-${(11 * i + 5) % sizes.tasks}`,
      cpu: pick([1000, 3152, 8000]),
      memory: pick([1024, 8192]),
      gpus,
      milli,
      spec,
      arrival: i >> 1,
      duration,
    };
  });
  return { nodes, tasks };
}

export function packOf({ nodes, tasks }: { nodes: readonly NaiveNode[]; tasks: readonly NaiveTask[] }): PackProblem {
  const models = [...new Set(nodes.map((node) => node.model))];
  return {
    constraints: [],
    nodes: {
      count: nodes.length,
      names: nodes.map((node) => node.name),
      cpu: Int32Array.from(nodes, (node) => node.cpu),
      memoryMib: Int32Array.from(nodes, (node) => node.memory),
      gpus: Int32Array.from(nodes, (node) => node.gpus),
      model: Int32Array.from(nodes, (node) => models.indexOf(node.model)),
      models,
      usdPerHour: new Float64Array(nodes.length),
      labels: [],
    },
    tasks: taskColumns(
      tasks.map(({ name, cpu, memory, gpus, milli, spec, arrival, duration }) => ({
        ...{ name, cpu, memoryMib: memory, gpus, gpuMilli: milli, spec, arrivalMs: arrival, durationMs: duration },
      })),
    ),
  };
}
