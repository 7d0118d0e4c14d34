import type { FleetView, TaskRequest } from '../../placement/view.js';
import type { Setup } from '../setup.js';

/** The columns that slots depend on. */
type VolumeFleet = Pick<FleetView, 'type' | 'eniFree' | 'instance'> & { readonly hasTrunk: Uint8Array };

/** The EBS volumes of tasks on instances, where any task has one (N.EBS): how many each instance has, and which cannot be attached. */
export class Volumes {
  /** By ordinal of the instance; one without volumes has no entry. */
  private readonly attached = new Map<number, number>();
  /** Slots of tasks whose attachment will fail. */
  private readonly failing = new Set<number>();

  private readonly isSeen: boolean;

  constructor(
    private readonly setup: Setup,
    private readonly fleet: VolumeFleet,
  ) {
    this.isSeen = setup.placement.volumeSlots === 'seen';
  }

  /** Attaches the volume of a task whose room on the row is taken, or records that it is one too many (AttachmentLimitExceeded). */
  attach(slot: number, row: number): void {
    if (this.slotsLeft(row) <= 0) this.failing.add(slot);
    else this.count(row, 1);
  }

  isFailing(slot: number): boolean {
    return this.failing.has(slot);
  }

  /** Detaches the volume of a task that leaves the row. */
  detach(slot: number, row: number): void {
    if (!this.failing.delete(slot)) this.count(row, -1);
  }

  /** Whether placement sees room for one more volume beside the request's own network interface. */
  hasRoom(row: number, request: TaskRequest): boolean {
    return !this.isSeen || this.slotsLeft(row) - this.interfacesOf(row, request.eni) > 0;
  }

  /** The instance has ended. */
  ended(instance: number): void {
    this.attached.delete(instance);
  }

  save(): unknown {
    return { attached: [...this.attached], failing: [...this.failing] };
  }

  load(saved: unknown): void {
    const { attached, failing } = saved as { attached: [number, number][]; failing: number[] };
    for (const [instance, volumes] of attached) this.attached.set(instance, volumes);
    for (const slot of failing) this.failing.add(slot);
  }

  private slotsLeft(row: number): number {
    const { fleet, setup } = this;
    const { volumeSlots, eniTasks } = setup.instanceTypes[fleet.type[row]];
    if (volumeSlots === undefined) return Number.POSITIVE_INFINITY;
    const interfaces = this.interfacesOf(row, eniTasks - fleet.eniFree[row]);
    return volumeSlots.count - interfaces - (this.attached.get(fleet.instance[row]) ?? 0);
  }

  /** Attachments that the network interfaces of tasks take; branch interfaces of a trunk take none beside the trunk's own. */
  private interfacesOf(row: number, interfaces: number): number {
    const { fleet, setup } = this;
    if (setup.instanceTypes[fleet.type[row]].volumeSlots?.isShared !== true) return 0;
    return fleet.hasTrunk[row] === 1 ? 1 : interfaces;
  }

  private count(row: number, change: 1 | -1): void {
    const instance = this.fleet.instance[row];
    const volumes = (this.attached.get(instance) ?? 0) + change;
    if (volumes === 0) this.attached.delete(instance);
    else this.attached.set(instance, volumes);
  }
}

/** Whether any task has an EBS volume. */
export function hasVolumes({ services, workloads }: Setup): boolean {
  return [...services, ...workloads].some(({ volume }) => volume !== undefined);
}
