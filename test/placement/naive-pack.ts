import type { EmptyInstance, PackInput, WaitingGroup } from '../../src/placement/pack.js';
import { ANY_PROVIDER } from '../../src/placement/view.js';
import { canTake } from './naive-place.js';
import { ToyFleet } from './toy-fleet.js';

/** Copies of one group put one by one, each on a busy instance if one has room, else on the oldest idle one, else on a new one. */
export function naiveNeed(fleet: ToyFleet, input: PackInput, { request, count }: WaitingGroup): { add: number; newlyBusy: number } {
  const ready = new ToyFleet(
    fleet.rows.map((row) => ({
      ...row,
      isActive: row.isActive || (input.includeBooting && !row.isConnected),
      isConnected: row.isConnected || (input.includeBooting && !row.isActive),
    })),
  );
  const mine = ready.rows.map((_, row) => row).filter((row) => ready.rows[row].provider === input.provider);
  const busy = mine.filter((row) => input.nonDaemonTasks[row] > 0);
  const order = [...busy, ...mine.filter((row) => !busy.includes(row))];
  const task = { ...request, provider: ANY_PROVIDER };
  const opened = new Set<number>();
  let added = emptyFleet(input.largest, 0);
  for (let copy = 0; copy < count; copy++) {
    const row = order.find((candidate) => canTake(ready, candidate, task));
    if (row !== undefined) {
      ready.change(row, task, 1);
      if (!busy.includes(row)) opened.add(row);
      continue;
    }
    const anywhere = { ...task, typeFits: null, zoneFits: null };
    let to = added.rows.findIndex((_, candidate) => canTake(added, candidate, anywhere));
    if (to < 0) {
      to = added.rows.length;
      added = new ToyFleet([...added.rows, ...emptyFleet(input.largest, 1).rows]);
    }
    added.change(to, anywhere, 1);
  }
  return { add: added.rows.length, newlyBusy: opened.size };
}

/** One copy on an instance of the smallest type. */
export function fitsSmallest({ request }: WaitingGroup, input: PackInput): boolean {
  return canTake(emptyFleet(input.smallest, 1), 0, { ...request, provider: ANY_PROVIDER, typeFits: null, zoneFits: null });
}

function emptyFleet(size: EmptyInstance, rows: number): ToyFleet {
  return new ToyFleet(
    Array.from({ length: rows }, () => ({
      cpu: size.cpuUnits,
      memory: size.memoryMib,
      eni: size.eni,
      gpus: size.gpus,
      ports: [...size.portsUsed],
    })),
  );
}
