import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackProblem } from '../../src/studies/pack/replay/problem.js';
import { taskColumns } from '../../src/workload/formats/columns.js';

/** A node and a pod as the published files have them. */
export type Node = [name: string, cpuMilli: number, memoryMib: number, gpus: number, model: string];
export type Pod = [name: string, cpuMilli: number, memoryMib: number, gpus: number, gpuMilli: number, spec: string];

const folder = () => join(process.env.DRYDOCK_DATA!, 'traces/openb');

export function readOpenb(file: string): string {
  return readFileSync(join(folder(), file), 'utf8');
}

/** Rows of a published file as cells by column; none of them quotes anything. */
export function rowsOf(file: string): Record<string, string>[] {
  const [head, ...lines] = readOpenb(file).trim().split('\n');
  const columns = head.trim().split(',');
  return lines.map((line) => {
    const cells = line.trim().split(',');
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']));
  });
}

export function publishedProblem(list: string): PackProblem {
  const nodes = rowsOf('csv/openb_node_list_gpu_node.csv').map((r): Node => [r.sn, +r.cpu_milli, +r.memory_mib, +r.gpu, r.model]);
  const pods = rowsOf(`csv/${list}.csv`).map(
    (r): Pod => [r.name, +r.cpu_milli, +r.memory_mib, +r.num_gpu, +(r.gpu_milli || 0), r.gpu_spec ?? ''],
  );
  return problemOf(nodes, pods);
}

/** A pod that wants no GPU has no say in the model. */
export function problemOf(nodes: readonly Node[], pods: readonly Pod[]): PackProblem {
  const models = [...new Set(nodes.map((node) => node[4]))];
  const specText = (pod: Pod) => (pod[3] > 0 ? pod[5] : '');
  return {
    constraints: [],
    nodes: {
      count: nodes.length,
      names: nodes.map((node) => node[0]),
      cpu: Int32Array.from(nodes, (node) => node[1]),
      memoryMib: Int32Array.from(nodes, (node) => node[2]),
      gpus: Int32Array.from(nodes, (node) => node[3]),
      model: Int32Array.from(nodes, (node) => models.indexOf(node[4])),
      models,
      usdPerHour: new Float64Array(nodes.length),
      labels: [],
    },
    tasks: taskColumns(
      pods.map((pod) => ({
        name: pod[0],
        cpu: pod[1],
        memoryMib: pod[2],
        gpus: pod[3],
        gpuMilli: pod[3] > 0 ? pod[4] : 0,
        spec: specText(pod),
        arrivalMs: 0,
        durationMs: Number.POSITIVE_INFINITY,
      })),
    ),
  };
}
