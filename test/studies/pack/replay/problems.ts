import type { PackProblem, ReplayResult } from '../../../../src/studies/pack/replay/problem.js';
import { Departures } from '../../../../src/studies/pack/replay/replay.js';
import { nodeColumns, type TaskRow, taskColumns } from '../../../../src/workload/formats/columns.js';

/** Tasks of one vCPU that never leave, unless a row says otherwise, on nodes of 4 vCPUs, 4 GiB and 2 GPUs. */
export function problemOf(rows: readonly Partial<TaskRow>[], nodes = 2): PackProblem {
  const node = { cpu: 4000, memoryMib: 4096, gpus: 2, model: '', usdPerHour: 0 };
  const task = { cpu: 1000, memoryMib: 1024, gpus: 0, gpuMilli: 0, spec: '', arrivalMs: 0, durationMs: Number.POSITIVE_INFINITY };
  return {
    constraints: [],
    nodes: nodeColumns(Array.from({ length: nodes }, (_, i) => ({ ...node, name: `node-${i}` }))),
    tasks: taskColumns(rows.map((row, i) => ({ ...task, name: `task-${i}`, ...row }))),
  };
}

/** A replay in which the tasks came in the order of the file and went to these nodes, -1 for nowhere. */
export function resultOf(nodes: readonly number[], more: Partial<ReplayResult> = {}): ReplayResult {
  const level = { end: 2, mean: 1.5 };
  const empty = () => new Float64Array(131).fill(Number.NaN);
  return {
    policy: 'made-up',
    seed: 1,
    arrived: nodes.length,
    placed: nodes.filter((node) => node >= 0).length,
    failed: nodes.filter((node) => node < 0).length,
    order: Int32Array.from(nodes, (_, task) => task),
    node: Int32Array.from(nodes),
    leaving: null,
    gpus: new Int32Array(),
    refusals: null,
    occupied: { nodesInUse: { ...level, peak: 2 }, cpuStranded: level, memoryStranded: level, gpuStranded: level },
    allocatedGpuPercent: empty(),
    allocatedCpuPercent: empty(),
    fragmentationPercent: empty(),
    fragmentedGpuPercent: empty(),
    nodesInUse: empty(),
    cpuStrandedPercent: empty(),
    ...more,
  };
}

/** The tasks of a problem in the order in which they leave, where each task is an event. */
export function leavingOf({ tasks }: PackProblem): { leaving: Int32Array } {
  return { leaving: new Departures(tasks.count, (task) => tasks.arrivalMs[task] + tasks.durationMs[task]).events };
}
