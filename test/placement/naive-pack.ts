import type { EmptyInstance, PackInput, WaitingGroup } from '../../src/placement/pack.js';
import { ANY_PROVIDER, NO_MEMBERSHIP, type TaskRequest } from '../../src/placement/view.js';
import { canTake } from './naive-place.js';
import { RACKS, ToyFleet, type ToyRow } from './toy-fleet.js';

/** Copies of one group put one by one, each on a busy instance if one has room, else on the oldest idle one, else on a new one. */
export function naiveNeed(fleet: ToyFleet, input: PackInput, { request, count }: WaitingGroup): { add: number; newlyBusy: number } {
  const ready = new ToyFleet(
    fleet.rows.map((row) => ({
      ...row,
      gpus: [...row.gpus],
      isActive: row.isActive || (input.includeBooting && !row.isConnected),
      isConnected: row.isConnected || (input.includeBooting && !row.isActive),
    })),
  );
  const mine = ready.rows.map((_, row) => row).filter((row) => ready.rows[row].provider === input.provider);
  const busy = mine.filter((row) => input.nonDaemonTasks[row] > 0);
  const order = [...busy, ...mine.filter((row) => !busy.includes(row))];
  const task = { ...request, provider: ANY_PROVIDER };
  const opened = new Set<number>();
  /** Rows, old and new, that a task which repels itself has gone to: they take no other. */
  const repelling = { old: new Set<number>(), added: new Set<number>() };
  let added = emptyFleet(input.largest, 0);
  for (let copy = 0; copy < count; copy++) {
    const row = order.find((candidate) => !repelling.old.has(candidate) && canTake(ready, candidate, task));
    if (row !== undefined) {
      ready.change(row, task, 1);
      if (task.repelsItself) repelling.old.add(row);
      if (!busy.includes(row)) opened.add(row);
      continue;
    }
    const anywhere = unconstrained(task);
    let to = added.rows.findIndex((_, candidate) => !repelling.added.has(candidate) && canTake(added, candidate, anywhere));
    if (to < 0) {
      to = added.rows.length;
      added = new ToyFleet([...added.rows, ...emptyFleet(input.largest, 1).rows]);
    }
    added.change(to, anywhere, 1);
    if (task.repelsItself) repelling.added.add(to);
  }
  return { add: added.rows.length, newlyBusy: opened.size };
}

/** One copy on an instance of the smallest type, and of each type that may come on one in some zone. */
export function fitsSmallest({ request }: WaitingGroup, { smallest, launchClasses = [] }: PackInput): boolean {
  const isAllowed = (one: number) => {
    const host = { ...newRow(smallest), zone: Math.floor(one / RACKS), rack: one % RACKS };
    return canTake(new ToyFleet([host]), 0, { ...unconstrained(request), classVerdicts: request.emptyVerdicts });
  };
  return canTake(emptyFleet(smallest, 1), 0, unconstrained(request)) && launchClasses.every((classes) => classes.some(isAllowed));
}

/** The same task without a word on where it may be. */
function unconstrained(request: TaskRequest): TaskRequest {
  return { ...request, provider: ANY_PROVIDER, classVerdicts: null, membership: NO_MEMBERSHIP };
}

function emptyFleet(size: EmptyInstance, rows: number): ToyFleet {
  return new ToyFleet(Array.from({ length: rows }, () => newRow(size)));
}

function newRow(size: EmptyInstance): ToyRow {
  const gpus = Array.from({ length: size.gpus }, () => 1000);
  return { cpu: size.cpuUnits, memory: size.memoryMib, eni: size.eni, gpus, ports: [...size.portsUsed] };
}
