import { ANY_PROVIDER, type FleetView, type TaskRequest } from '../../src/placement/view.js';

/** One instance in words; what is left out is ample: 4 vCPU, 8 GiB, 3 interfaces, no GPU, ACTIVE, connected. */
export interface ToyRow {
  cpu?: number;
  memory?: number;
  eni?: number;
  gpus?: number;
  zone?: number;
  type?: number;
  provider?: number;
  isActive?: boolean;
  isConnected?: boolean;
  ports?: number[];
  /** Tasks by group. */
  tasks?: number[];
}

const GROUPS = 3;
const ZONES = 4;
/** Rows behind `count`: closed up ones, with all the room in the world, which nobody may look at. */
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
  type = new Int32Array();
  zone = new Int32Array();
  provider = new Int32Array();
  cpuUnitsFree = new Int32Array();
  memoryMibFree = new Int32Array();
  eniFree = new Int32Array();
  gpuFree = new Int32Array();
  portsUsed = new Uint32Array();
  private onInstance: Int32Array[] = [];
  private inZone: Int32Array[] = [];

  constructor(rows: readonly ToyRow[]) {
    this.rows = rows.map((row) => ({
      cpu: 4096,
      memory: 8192,
      eni: 3,
      gpus: 0,
      zone: 0,
      type: 0,
      provider: 0,
      isActive: true,
      isConnected: true,
      ...row,
      ports: [...(row.ports ?? [])],
      tasks: Array.from({ length: GROUPS }, (_, group) => row.tasks?.[group] ?? 0),
    }));
    this.ordinals = rows.map((_, row) => 3 * row + 1); // Ordinals are not rows: instances have come and gone.
    this.rewrite();
  }

  groupOnInstance(group: number): Int32Array {
    return this.onInstance[group];
  }

  groupInZone(group: number): Int32Array {
    return this.inZone[group];
  }

  /** A task takes its room (+1) or gives it back (-1). */
  change(row: number, request: TaskRequest, by: 1 | -1): void {
    const changed = this.rows[row];
    changed.cpu -= by * request.cpuUnits;
    changed.memory -= by * request.memoryMib;
    changed.eni -= by * request.eni;
    changed.gpus -= by * request.gpus;
    changed.tasks[request.group] += by;
    changed.ports = by > 0 ? [...changed.ports, ...request.ports] : changed.ports.filter((port) => !request.ports.includes(port));
    this.rewrite();
  }

  clone(): ToyFleet {
    return new ToyFleet(this.rows);
  }

  private rewrite(): void {
    const { rows } = this;
    const ruins = Array.from({ length: RUINS }, () => 0);
    const ints = (of: (row: Required<ToyRow>) => number, ruin: number) => Int32Array.from([...rows.map(of), ...ruins.map(() => ruin)]);
    this.count = rows.length;
    this.isActive = Uint8Array.from([...rows.map((r) => Number(r.isActive)), ...ruins.map(() => 1)]);
    this.isAgentConnected = Uint8Array.from([...rows.map((r) => Number(r.isConnected)), ...ruins.map(() => 1)]);
    this.instance = Int32Array.from([...this.ordinals, ...ruins.map((_, i) => 3 * (rows.length + i) + 1)]);
    this.type = ints((r) => r.type, 0);
    this.zone = ints((r) => r.zone, 0);
    this.provider = ints((r) => r.provider, 0);
    this.cpuUnitsFree = ints((r) => r.cpu, 1 << 20);
    this.memoryMibFree = ints((r) => r.memory, 1 << 20);
    this.eniFree = ints((r) => r.eni, 100);
    this.gpuFree = ints((r) => r.gpus, 100);
    this.portsUsed = new Uint32Array((rows.length + RUINS) * this.portWords);
    rows.forEach(({ ports }, row) => {
      for (const port of ports) this.portsUsed[row * this.portWords + Math.floor(port / 32)] |= 2 ** (port % 32);
    });
    this.onInstance = Array.from({ length: GROUPS }, (_, group) => ints((r) => r.tasks[group], 0));
    this.inZone = Array.from({ length: GROUPS }, (_, group) => {
      const counts = new Int32Array(ZONES);
      for (const r of rows) counts[r.zone] += r.tasks[group];
      return counts;
    });
  }
}

/** A quarter of a vCPU and half a GiB in bridge mode, anywhere. */
export function request(what: Partial<TaskRequest> = {}): TaskRequest {
  return {
    cpuUnits: 256,
    memoryMib: 512,
    eni: 0,
    gpus: 0,
    ports: [],
    provider: ANY_PROVIDER,
    group: 0,
    typeFits: null,
    zoneFits: null,
    isDistinctInstance: false,
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
      gpus: roll.chance(30) ? roll.below(3) : 0,
      zone: roll.below(4),
      type: roll.below(3),
      provider: roll.below(3) - 1,
      isActive: roll.chance(90),
      isConnected: roll.chance(90),
      ports: roll.chance(30) ? mask() : [],
      tasks: [roll.below(3), roll.below(3), 0],
    })),
  );
}

/** Half of the requests are plain ones, the others ask for one or more special things. */
export function anyRequest(roll: Dice): TaskRequest {
  const isSpecial = roll.chance(50);
  const sometimes = <T>(value: T, otherwise: T): T => (isSpecial && roll.chance(35) ? value : otherwise);
  const bits = (n: number) => Uint8Array.from({ length: n }, () => Number(roll.chance(70)));
  return request({
    cpuUnits: roll.below(4) * 256,
    memoryMib: roll.below(4) * 512,
    eni: roll.below(2),
    gpus: sometimes(1 + roll.below(2), 0),
    ports: sometimes(roll.pick([[0], [31], [32], [63], [1, 33]]), []),
    provider: roll.below(3) - 1,
    group: roll.below(3),
    typeFits: sometimes<Uint8Array | null>(bits(3), null),
    zoneFits: sometimes<Uint8Array | null>(bits(4), null),
    isDistinctInstance: sometimes(true, false),
  });
}
