import type { VolumeSlots } from '../../catalog/volume-slots.js';
import type { FleetView, VolumeRoom, VolumeSlotsView } from '../../placement/view.js';
import type { InstanceTypeSpec, Setup } from '../setup.js';
import { volumesOf } from '../volumes.js';

/** The columns that slots depend on. */
type VolumeFleet = Pick<FleetView, 'type' | 'eniFree' | 'instance'> & { readonly hasTrunk: Uint8Array };

/** The EBS volumes of tasks on instances, where any task has one (N.EBS): how many each instance has, and which cannot be attached. */
export class Volumes implements VolumeSlotsView {
  /** By ordinal of the instance; one without volumes has no entry. */
  private readonly attached = new Map<number, number>();
  /** Slots of tasks whose attachment will fail. */
  private readonly failing = new Set<number>();

  readonly isSeen: boolean;

  constructor(
    private readonly setup: Setup,
    private readonly fleet: VolumeFleet,
  ) {
    this.isSeen = setup.placement.volumeSlots === 'seen';
  }

  /** Attaches the volume of a task whose room on the row is taken, or records that it is one too many (AttachmentLimitExceeded). */
  attach(slot: number, row: number): void {
    if (this.roomOn(row).slots <= 0) this.failing.add(slot);
    else this.count(row, 1);
  }

  isFailing(slot: number): boolean {
    return this.failing.has(slot);
  }

  /** Detaches the volume of a task that leaves the row. */
  detach(slot: number, row: number): void {
    if (!this.failing.delete(slot)) this.count(row, -1);
  }

  roomOn(row: number): VolumeRoom {
    const { fleet, setup } = this;
    const { volumeSlots, eniTasks } = setup.instanceTypes[fleet.type[row]];
    if (volumeSlots === undefined) return { slots: Number.POSITIVE_INFINITY, perInterface: 0 };
    const { perInterface, trunk } = sharing(volumeSlots, fleet.hasTrunk[row] === 1);
    const interfaces = trunk + perInterface * (eniTasks - fleet.eniFree[row]);
    return { slots: volumeSlots.count - interfaces - (this.attached.get(fleet.instance[row]) ?? 0), perInterface };
  }

  ended(instance: number): void {
    this.attached.delete(instance);
  }

  save(): unknown {
    const { attached, failing } = this;
    return structuredClone({ attached, failing });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }

  private count(row: number, change: 1 | -1): void {
    const instance = this.fleet.instance[row];
    const volumes = (this.attached.get(instance) ?? 0) + change;
    if (volumes === 0) this.attached.delete(instance);
    else this.attached.set(instance, volumes);
  }
}

/** Slots that a trunk, and each interface of a task, take: branch interfaces of a trunk take none beside the trunk's own. */
function sharing({ isShared }: VolumeSlots, hasTrunk: boolean): { readonly trunk: number; readonly perInterface: number } {
  if (!isShared) return { trunk: 0, perInterface: 0 };
  return hasTrunk ? { trunk: 1, perInterface: 0 } : { trunk: 0, perInterface: 1 };
}

/** The room of a new instance, without tasks; undefined where no limit is known. */
export function volumeRoomOfNew(type: InstanceTypeSpec, hasTrunk: boolean): VolumeRoom | undefined {
  if (type.volumeSlots === undefined) return undefined;
  const { trunk, perInterface } = sharing(type.volumeSlots, hasTrunk);
  return { slots: type.volumeSlots.count - trunk, perInterface };
}

/** Returns whether any task has an EBS volume. */
export function hasVolumes(setup: Setup): boolean {
  return volumesOf(setup).length > 0;
}
