import { FITS, Refusal } from '../../../src/placement/fit.js';
import { type FleetView, NO_MEMBERSHIP, type TaskRequest } from '../../../src/placement/view.js';
import { Fleet } from '../../../src/sim/cluster/fleet.js';
import type { InstanceClass } from '../../../src/sim/cluster/instance-classes.js';
import { type Dice, request } from '../../placement/toy-fleet.js';
import { instanceType } from '../setups.js';

const TYPES = [
  instanceType({ cpuUnits: 4096, memoryMib: 15_731, eniTasks: 3, gpus: 2 }),
  instanceType({ cpuUnits: 8192, memoryMib: 8192, eniTasks: 4 }),
];
/** Type x zone x provider: 40 of them, more than a set of 32 bits can distinguish. The other 40 are those of instances with changed attributes. */
const UNCHANGED = 40;
const CLASSES: InstanceClass[] = Array.from({ length: 2 * UNCHANGED }, (_, one) => ({
  type: one % 2,
  zone: (one >> 1) % 4,
  provider: Math.floor((one % UNCHANGED) / 8) - 1,
  hasTrunk: false,
  purchase: 0,
  attributes: new Map(),
  agentVersion: '1.0.0',
}));
interface Placed {
  readonly instance: number;
  readonly request: TaskRequest;
  readonly gpuMask: number;
}

/** A fleet that lives: instances come, register, drain and go, tasks take room and give it back. */
export class LivingFleet {
  readonly fleet = new Fleet(TYPES, {
    classes: CLASSES,
    values: [Int32Array.from(CLASSES, ({ zone }) => zone), Int32Array.from(CLASSES, (_, one) => one % 3)],
    groups: 3,
    ports: 40,
    images: 0,
    gpuSlots: 2,
  });
  readonly members = this.fleet.addMembership();
  private readonly tasks: Placed[] = [];
  /** The same columns without an index: placement scans them. */
  readonly bare: FleetView = Object.create(this.fleet, { index: { value: undefined } });

  constructor(
    private readonly roll: Dice,
    private readonly classes = UNCHANGED,
  ) {
    for (const group of [0, 1, 2]) this.fleet.countOnInstances(group);
  }

  launch(isReady: boolean): void {
    const instance = this.fleet.launch(0, this.roll.below(this.classes));
    const row = this.fleet.rowOf[instance];
    if (this.roll.chance(50)) this.fleet.setMember(this.members, row, 1);
    if (isReady) this.fleet.register(row, 0);
  }

  anyRow(): number {
    return this.roll.below(this.fleet.count);
  }

  put(row: number, what: TaskRequest): void {
    const gpuMask = this.fleet.take(row, what);
    this.fleet.countTask(what.group, row, 1);
    this.tasks.push({ instance: this.fleet.instance[row], request: what, gpuMask });
  }

  /** A task ends. */
  end(at = this.roll.below(this.tasks.length)): void {
    if (this.tasks.length === 0) return;
    const [gone] = this.tasks.splice(at, 1);
    const row = this.fleet.rowOf[gone.instance];
    this.fleet.countTask(gone.request.group, row, -1);
    this.fleet.give(row, gone.request, gone.gpuMask);
  }

  remove(row: number): void {
    const instance = this.fleet.instance[row];
    for (let at = this.tasks.length - 1; at >= 0; at--) if (this.tasks[at].instance === instance) this.end(at);
    this.fleet.remove(row);
  }

  /** The instance comes into the other class of its type, zone and provider, with its tasks. */
  private changeAttributes(row: number): void {
    const own = this.tasks.filter(({ instance }) => instance === this.fleet.instance[row]);
    const groups = own.map(({ request: { group } }) => group);
    this.fleet.reclass(row, (this.fleet.instanceClass[row] + UNCHANGED) % CLASSES.length, groups);
  }

  /** One change of any kind but a placement. */
  change(): void {
    const { roll, fleet } = this;
    const kind = roll.below(100);
    if (kind < 60) this.end();
    else if (kind < 70) this.launch(roll.chance(60));
    else if (kind < 78) {
      const row = this.anyRow();
      if (fleet.state[row] === 0) fleet.register(row, 1);
    } else if (kind < 84) fleet.setMember(this.members, this.anyRow(), roll.below(2));
    else if (kind < 86) this.changeAttributes(this.anyRow());
    else if (kind < 88) fleet.drain(this.anyRow());
    else if (kind < 94) this.remove(this.anyRow());
    else {
      const row = this.anyRow();
      if (fleet.isActive[row] === 1) fleet.isAgentConnected[row] = 1 - fleet.isAgentConnected[row];
      fleet.index?.rowChanged(row);
    }
  }
}

export function anyTask(roll: Dice): TaskRequest {
  const sometimes = <T>(value: T, otherwise: T): T => (roll.chance(15) ? value : otherwise);
  const gpus = sometimes(1 + roll.below(2), 0);
  return request({
    cpuUnits: roll.pick([0, 128, 256, 1024, 3000]),
    memoryMib: roll.pick([0, 512, 1000, 4096, 7001]),
    eni: roll.below(2),
    gpus,
    gpuMilli: gpus > 0 ? 0 : sometimes(roll.pick([250, 300, 700]), 0),
    ports: sometimes([roll.below(40)], []),
    provider: sometimes(roll.below(4), -1),
    group: roll.below(3),
    classVerdicts: sometimes<Int8Array | null>(
      Int8Array.from(CLASSES, () => (roll.chance(40) ? FITS : Refusal.memberOf)),
      null,
    ),
    membership: sometimes(0, NO_MEMBERSHIP),
    isDistinctInstance: sometimes(true, false),
  });
}
