import { lot, lotSeed, NAMED_ROWS, namedRow } from '../../src/placement/strategies.js';
import type { PlacementStrategy, TaskRequest } from '../../src/placement/view.js';
import { RACKS, type ToyFleet } from './toy-fleet.js';

/** The meaning of placement written the slow way: keep the rows that can take the task, sort them by all strategies, take the first. */
export function naivePlace(fleet: ToyFleet, task: TaskRequest, chain: readonly PlacementStrategy[], draw: number): number {
  const keys = fleet.rows.flatMap((_, row) =>
    canTake(fleet, row, task) ? [[...chain.map((strategy) => rank(fleet, row, task, strategy, draw)), row]] : [],
  );
  keys.sort((a, b) => a[a.findIndex((value, i) => value !== b[i])] - b[a.findIndex((value, i) => value !== b[i])]);
  return keys[0]?.at(-1) ?? -1;
}

export function canTake(fleet: ToyFleet, row: number, task: TaskRequest): boolean {
  const host = fleet.rows[row];
  return [
    task.provider === -1 || host.provider === task.provider,
    host.isActive && host.isConnected,
    (task.classVerdicts?.[host.zone * RACKS + host.rack] ?? -1) === -1,
    task.membership === -1 || host.members.includes(task.membership),
    !(task.isDistinctInstance && host.tasks[task.group] > 0),
    task.cpuUnits <= host.cpu && task.memoryMib <= host.memory && task.eni <= host.eni,
    task.gpus <= host.gpus.filter((free) => free === 1000).length,
    task.gpuMilli === 0 || host.gpus.some((free) => free >= task.gpuMilli),
    task.ports.every((port) => !host.ports.includes(port)),
  ].every(Boolean);
}

function rank(fleet: ToyFleet, row: number, task: TaskRequest, { type, field }: PlacementStrategy, draw: number): number {
  const host = fleet.rows[row];
  if (type === 'random') {
    const named = Array.from({ length: NAMED_ROWS }, (_, nth) => namedRow(lotSeed(draw), nth, fleet.count)).indexOf(row);
    return named >= 0 ? named : NAMED_ROWS + 2 ** 31 + lot(lotSeed(draw), fleet.ordinals[row]);
  }
  if (type === 'binpack') return field === 'cpu' ? host.cpu : host.memory;
  if (field === 'host' || field === 'instanceId') return host.tasks[task.group];
  const key = field === 'attribute:rack' ? 'rack' : 'zone';
  return fleet.rows.filter((other) => other[key] === host[key]).reduce((sum, other) => sum + other.tasks[task.group], 0);
}
