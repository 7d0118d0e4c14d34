import { FITS, Refusal } from '../../src/placement/fit.js';
import { ANY_PROVIDER, type FleetView, NO_MEMBERSHIP, type TaskRequest, type TypeView } from '../../src/placement/view.js';

/** One instance in words; what is left out is ample: 4 vCPU, 8 GiB, 3 interfaces, no GPU, ACTIVE, connected. */
export interface ToyRow {
  cpu?: number;
  memory?: number;
  eni?: number;
  /** Thousandths left of each GPU. */
  gpus?: number[];
  zone?: number;
  /** Its value of attribute 1, which is spread over beside the zone. */
  rack?: number;
  provider?: number;
  isActive?: boolean;
  isConnected?: boolean;
  ports?: number[];
  /** Tasks by group. */
  tasks?: number[];
  /** Memberships that it fulfils. */
  members?: number[];
}

const GROUPS = 3;
const ZONES = 4;
export const RACKS = 3;
/** Classes are all pairs of zone and rack. */
export const CLASSES = ZONES * RACKS;
const MEMBERSHIPS = 2;
const GPU_SLOTS = 3;
/** Rows behind `count`: closed up ones, with unlimited room, which no algorithm may read. */
const RUINS = 2;

/** A fleet for tests: plain rows, rewritten into fresh columns by every change, so that no reader can live on an old array. */
export class ToyFleet implements FleetView {
  readonly portWords = 2;
  readonly rows: Required<ToyRow>[];
  readonly ordinals: number[];
  count = 0;
  isActive = new Uint8Array();
  isAgentConnected = new Uint8Array();
  instance = new Int32Array();
  instanceClass = new Int32Array();
  readonly types: TypeView[] = [{ cpuUnits: 4096, memoryMib: 8192, gpus: GPU_SLOTS, usdPerHour: 1 }];
  readonly gpuSlots = GPU_SLOTS;
  gpuMilliFree = new Int32Array();
  type = new Int32Array();
  zone = new Int32Array();
  provider = new Int32Array();
  cpuUnitsFree = new Int32Array();
  memoryMibFree = new Int32Array();
  eniFree = new Int32Array();
  gpuFree = new Int32Array();
  portsUsed = new Uint32Array();
  private onInstance: Int32Array[] = [];
  private byValue: Int32Array[][] = [];
  private memberColumns: Uint8Array[] = [];

  constructor(rows: readonly ToyRow[]) {
    this.rows = rows.map((row) => ({
      cpu: 4096,
      memory: 8192,
      eni: 3,
      zone: 0,
      rack: 0,
      members: [],
      provider: 0,
      isActive: true,
      isConnected: true,
      ...row,
      gpus: [...(row.gpus ?? [])],
      ports: [...(row.ports ?? [])],
      tasks: Array.from({ length: GROUPS }, (_, group) => row.tasks?.[group] ?? 0),
    }));
    this.ordinals = rows.map((_, row) => 3 * row + 1); // Ordinals are not rows: instances have come and gone.
    this.rewrite();
  }

  groupOnInstance(group: number): Int32Array {
    return this.onInstance[group];
  }

  groupByValue(group: number, attribute: number): Int32Array {
    return this.byValue[group][attribute];
  }

  valueOfClass(attribute: number): Int32Array {
    return Int32Array.from({ length: CLASSES }, (_, one) => (attribute === 0 ? Math.floor(one / RACKS) : one % RACKS));
  }

  members(membership: number): Uint8Array {
    return this.memberColumns[membership];
  }

  /** A task takes its room (+1) or gives it back (-1). */
  change(row: number, request: TaskRequest, by: 1 | -1): void {
    const changed = this.rows[row];
    changed.cpu -= by * request.cpuUnits;
    changed.memory -= by * request.memoryMib;
    changed.eni -= by * request.eni;
    this.changeGpus(row, request, by);
    changed.tasks[request.group] += by;
    changed.ports = by > 0 ? [...changed.ports, ...request.ports] : changed.ports.filter((port) => !request.ports.includes(port));
    this.rewrite();
  }

  clone(): ToyFleet {
    return new ToyFleet(this.rows);
  }

  /** A share goes to the tightest GPU that has it and comes back to the fullest; whole GPUs are the first free, and the last taken. */
  private changeGpus(row: number, { gpus, gpuMilli }: TaskRequest, by: 1 | -1): void {
    const { gpus: left } = this.rows[row];
    for (let i = 0; i < gpus; i++) left[by > 0 ? left.indexOf(1000) : left.lastIndexOf(0)] -= by * 1000;
    if (gpuMilli === 0) return;
    const able = left.filter((free) => (by > 0 ? free >= gpuMilli : free + gpuMilli <= 1000));
    left[left.indexOf(by > 0 ? Math.min(...able) : Math.max(...able))] -= by * gpuMilli;
  }

  private rewrite(): void {
    const { rows } = this;
    const ruins = Array.from({ length: RUINS }, () => 0);
    const ints = (of: (row: Required<ToyRow>) => number, ruin: number) => Int32Array.from([...rows.map(of), ...ruins.map(() => ruin)]);
    this.count = rows.length;
    this.isActive = Uint8Array.from([...rows.map((r) => Number(r.isActive)), ...ruins.map(() => 1)]);
    this.isAgentConnected = Uint8Array.from([...rows.map((r) => Number(r.isConnected)), ...ruins.map(() => 1)]);
    this.instance = Int32Array.from([...this.ordinals, ...ruins.map((_, i) => 3 * (rows.length + i) + 1)]);
    this.type = ints(() => 0, 0);
    this.instanceClass = ints((r) => r.zone * RACKS + r.rack, 0);
    this.zone = ints((r) => r.zone, 0);
    this.provider = ints((r) => r.provider, 0);
    this.cpuUnitsFree = ints((r) => r.cpu, 1 << 20);
    this.memoryMibFree = ints((r) => r.memory, 1 << 20);
    this.eniFree = ints((r) => r.eni, 100);
    this.gpuFree = ints((r) => r.gpus.filter((free) => free === 1000).length, 100);
    this.gpuMilliFree = Int32Array.from(
      [...rows, ...ruins].flatMap((r) =>
        Array.from({ length: GPU_SLOTS }, (_, i) => (r === 0 ? 1000 : ((r as Required<ToyRow>).gpus[i] ?? 0))),
      ),
    );
    this.portsUsed = new Uint32Array((rows.length + RUINS) * this.portWords);
    rows.forEach(({ ports }, row) => {
      for (const port of ports) this.portsUsed[row * this.portWords + Math.floor(port / 32)] |= 2 ** (port % 32);
    });
    this.onInstance = Array.from({ length: GROUPS }, (_, group) => ints((r) => r.tasks[group], 0));
    this.byValue = Array.from({ length: GROUPS }, (_, group) => {
      const counts = [new Int32Array(ZONES), new Int32Array(RACKS)];
      for (const r of rows) {
        counts[0][r.zone] += r.tasks[group];
        counts[1][r.rack] += r.tasks[group];
      }
      return counts;
    });
    this.memberColumns = Array.from({ length: MEMBERSHIPS }, (_, membership) =>
      Uint8Array.from([...rows.map((r) => Number(r.members.includes(membership))), ...ruins.map(() => 1)]),
    );
  }
}

/** A quarter of a vCPU and half a GiB in bridge mode, anywhere. */
export function request(what: Partial<TaskRequest> = {}): TaskRequest {
  return {
    cpuUnits: 256,
    memoryMib: 512,
    eni: 0,
    gpus: 0,
    gpuMilli: 0,
    ports: [],
    provider: ANY_PROVIDER,
    group: 0,
    classVerdicts: null,
    emptyVerdicts: null,
    membership: NO_MEMBERSHIP,
    isDistinctInstance: false,
    repelsItself: false,
    ...what,
  };
}

/** A small generator of its own, so that a failing seed can be run again. `below(n)` is a whole number from 0 to n - 1. */
export function dice(seed: number) {
  let state = (seed + 1) >>> 0;
  const below = (n: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * n);
  };
  return {
    below,
    chance: (percent: number): boolean => below(100) < percent,
    pick: <T>(list: readonly T[]): T => list[below(list.length)],
  };
}
export type Dice = ReturnType<typeof dice>;

/** A fleet whose instances differ in everything, from few values, so that ties and exact fits are common. */
export function anyFleet(roll: Dice, rows: number): ToyFleet {
  const mask = () => [0, 1, 31, 32, 33, 63].filter(() => roll.chance(15));
  return new ToyFleet(
    Array.from({ length: rows }, () => ({
      cpu: roll.below(6) * 256,
      memory: roll.below(6) * 512,
      eni: roll.below(4),
      gpus: roll.chance(30) ? Array.from({ length: roll.below(4) }, () => roll.pick([1000, 1000, 500, 250, 0])) : [],
      zone: roll.below(4),
      rack: roll.below(RACKS),
      members: [0, 1].filter(() => roll.chance(50)),
      provider: roll.below(3) - 1,
      isActive: roll.chance(90),
      isConnected: roll.chance(90),
      ports: roll.chance(30) ? mask() : [],
      tasks: [roll.below(3), roll.below(3), 0],
    })),
  );
}

/** Half of the requests are plain ones, the others request one or more special things. */
export function anyRequest(roll: Dice): TaskRequest {
  const isSpecial = roll.chance(50);
  const sometimes = <T>(value: T, otherwise: T): T => (isSpecial && roll.chance(35) ? value : otherwise);
  const verdicts = () =>
    Int8Array.from({ length: CLASSES }, () =>
      roll.chance(70) ? FITS : roll.pick([Refusal.attribute, Refusal.location, Refusal.memberOf]),
    );
  const whole = sometimes(1 + roll.below(2), 0);
  return request({
    cpuUnits: roll.below(4) * 256,
    memoryMib: roll.below(4) * 512,
    eni: roll.below(2),
    gpus: whole,
    gpuMilli: whole > 0 ? 0 : sometimes(roll.pick([250, 300, 500]), 0),
    ports: sometimes(roll.pick([[0], [31], [32], [63], [1, 33]]), []),
    provider: roll.below(3) - 1,
    group: roll.below(3),
    classVerdicts: sometimes<Int8Array | null>(verdicts(), null),
    membership: sometimes(roll.below(MEMBERSHIPS), NO_MEMBERSHIP),
    isDistinctInstance: sometimes(true, false),
  });
}
