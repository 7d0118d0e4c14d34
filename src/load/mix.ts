import type { TaskUse } from './settings.js';
import { serversOf } from './usage.js';

/**
 * The average of tasks that differ, `tasks[i]` of the i-th kind: as many of it have the servers, the pace, the CPU and the reservation of all together while all are busy. A
 * server takes its share of the work by its pace, so that time and CPU of one request are those of whoever finishes it. Without tasks it is the first kind; of one kind it is
 * that kind to the bit.
 */
export function averageUse<Use extends TaskUse>(kinds: readonly Use[], tasks: readonly number[]): Use {
  const present = kinds.flatMap((use, i) => (tasks[i]! > 0 ? [{ use, count: tasks[i]!, servers: serversOf(use) }] : []));
  if (present.length <= 1) return present[0]?.use ?? kinds[0]!;
  const all = present.reduce((sum, { count }) => sum + count, 0);
  const mean = (of: (use: Use) => number) => present.reduce((sum, { use, count }) => sum + count * of(use), 0) / all;
  const pace = (kind: (typeof present)[number]) => (kind.count * kind.servers.perTask) / kind.servers.meanMs;
  const paceOfAll = present.reduce((sum, kind) => sum + pace(kind), 0);
  const byPace = (of: (use: Use) => number) => present.reduce((sum, kind) => sum + pace(kind) * of(kind.use), 0) / paceOfAll;
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
    cpuUnitsMost: null, // What it allows is in the servers and their pace.
  };
}
