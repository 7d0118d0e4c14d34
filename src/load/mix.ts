import type { TaskUse } from './resource-use.js';
import { serversOf } from './usage.js';

/**
 * Averages tasks of several kinds, with `tasks[i]` of kind i. The same number of average tasks has the servers, rate, CPU and reservation
 * of all tasks together while all are busy. Each server's share of the work follows its rate, so time and CPU per request are those of the
 * server that completes it. Without tasks the result is the first kind; for a single kind it equals that kind exactly.
 */
export function averageUse<Use extends TaskUse>(kinds: readonly Use[], tasks: readonly number[]): Use {
  const present = kinds.flatMap((use, i) => (tasks[i]! > 0 ? [{ use, count: tasks[i]!, servers: serversOf(use) }] : []));
  if (present.length <= 1) return present[0]?.use ?? kinds[0]!;
  const all = present.reduce((sum, { count }) => sum + count, 0);
  const mean = (amountOf: (use: Use) => number) => present.reduce((sum, { use, count }) => sum + count * amountOf(use), 0) / all;
  const pace = (kind: (typeof present)[number]) => paceOf(kind.use, kind.count);
  const paceOfAll = present.reduce((sum, kind) => sum + pace(kind), 0);
  const byPace = (amountOf: (use: Use) => number) => present.reduce((sum, kind) => sum + pace(kind) * amountOf(kind.use), 0) / paceOfAll;
  const servers = present.reduce((sum, kind) => sum + kind.count * kind.servers.perTask, 0);
  return {
    ...present[0]!.use,
    concurrency: servers / all,
    meanMs: servers / paceOfAll,
    cpuMs: byPace(({ cpuMs }) => cpuMs),
    cpuUnits: mean(({ cpuUnits }) => cpuUnits),
    memoryMib: mean(({ memoryMib }) => memoryMib),
    cpuUnitsIdle: mean(({ cpuUnitsIdle }) => cpuUnitsIdle),
    memoryMibIdle: mean(({ memoryMibIdle }) => memoryMibIdle),
    memoryMibEach: byPace(({ memoryMibEach }) => memoryMibEach),
    cpuUnitsMost: null, // The limit is already reflected in the servers and their rate.
  };
}

/** Returns the mean of a property of the requests or messages that tasks of several kinds complete while all are busy. */
export function meanOfDone(kinds: readonly TaskUse[], tasks: readonly number[], amountOf: (kind: number) => number): number {
  const paces = kinds.map((use, i) => paceOf(use, tasks[i]!));
  const all = paces.reduce((sum, pace) => sum + pace, 0);
  return all === 0 ? 0 : paces.reduce((sum, pace, i) => sum + pace * amountOf(i), 0) / all;
}

/** Requests or messages that busy tasks complete in a millisecond. */
function paceOf(use: TaskUse, tasks: number): number {
  const { perTask, meanMs } = serversOf(use);
  return (tasks * perTask) / meanMs;
}
