import type { EmptyInstance, PackInput, WaitingGroup } from '../../src/placement/pack.js';
import { ANY_PROVIDER, NO_MEMBERSHIP, type TaskRequest } from '../../src/placement/view.js';
import { canTake } from './naive-place.js';
import { RACKS, ToyFleet, type ToyRow } from './toy-fleet.js';

/** Copies of one group put one by one, each on a busy instance if one has room, else on the oldest idle one, else on a new one. */
export function naiveNeed(fleet: ToyFleet, input: PackInput, group: WaitingGroup): { add: number; newlyBusy: number } {
  const there = new Rows(fleet, input);
  const left = there.put(group);
  return { add: newInstances(input, group.request, left), newlyBusy: there.opened.size };
}

/** The idle instances that all groups open, each with the room that the groups before it have left. */
export function naiveNewlyBusy(fleet: ToyFleet, input: PackInput, groups: readonly WaitingGroup[]): number {
  const there = new Rows(fleet, input);
  for (const group of groups) there.put(group);
  return there.opened.size;
}

/** The provider's instances, as they will be when ready. */
class Rows {
  readonly opened = new Set<number>();
  private readonly ready: ToyFleet;
  private readonly mine: readonly number[];

  constructor(
    fleet: ToyFleet,
    private readonly input: PackInput,
  ) {
    this.ready = new ToyFleet(
      fleet.rows.map((row) => ({
        ...row,
        gpus: [...row.gpus],
        isActive: row.isActive || (input.includeBooting && !row.isConnected),
        isConnected: row.isConnected || (input.includeBooting && !row.isActive),
      })),
    );
    this.mine = this.ready.rows.map((_, row) => row).filter((row) => this.ready.rows[row].provider === input.provider);
  }

  /** Returns how many copies find no room. */
  put({ request, count }: WaitingGroup): number {
    const isBusy = (row: number) => this.input.nonDaemonTasks[row] > 0 || this.opened.has(row);
    const order = [...this.mine.filter(isBusy), ...this.mine.filter((row) => !isBusy(row))];
    const task = { ...request, provider: ANY_PROVIDER };
    /** Rows that a task which repels itself has gone to: they take no other. */
    const repelling = new Set<number>();
    for (let copy = 0; copy < count; copy++) {
      const row = order.find((candidate) => !repelling.has(candidate) && canTake(this.ready, candidate, task));
      if (row === undefined) return count - copy;
      this.ready.change(row, task, 1);
      if (task.repelsItself) repelling.add(row);
      if (this.input.nonDaemonTasks[row] === 0) this.opened.add(row);
    }
    return 0;
  }
}

/** Instances of the largest type that take so many copies. */
function newInstances({ largest }: PackInput, request: TaskRequest, copies: number): number {
  const task = unconstrained(request);
  const repelling = new Set<number>();
  let added = emptyFleet(largest, 0);
  for (let copy = 0; copy < copies; copy++) {
    let to = added.rows.findIndex((_, candidate) => !repelling.has(candidate) && canTake(added, candidate, task));
    if (to < 0) {
      to = added.rows.length;
      added = new ToyFleet([...added.rows, ...emptyFleet(largest, 1).rows]);
    }
    added.change(to, task, 1);
    if (task.repelsItself) repelling.add(to);
  }
  return added.rows.length;
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
