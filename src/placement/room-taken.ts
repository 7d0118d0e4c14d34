import { volumeSlots } from './fit.js';
import { takeGpus } from './gpus.js';
import type { FleetView, TaskRequest, VolumeSlotsView } from './view.js';

/** A fleet as it would be with more tasks on it: their room, ports and groups. The fleet itself stays as it is. */
export class RoomTaken {
  readonly view: FleetView;
  private readonly onInstance = new Map<number, Int32Array>();
  /** Slots for EBS volumes, by row. */
  private readonly slots = new Map<number, number>();

  constructor(private readonly fleet: FleetView) {
    const columns = {
      cpuUnitsFree: fleet.cpuUnitsFree.slice(),
      memoryMibFree: fleet.memoryMibFree.slice(),
      eniFree: fleet.eniFree.slice(),
      gpuFree: fleet.gpuFree.slice(),
      gpuMilliFree: fleet.gpuMilliFree.slice(),
      portsUsed: fleet.portsUsed.slice(),
      volumes: fleet.volumes === undefined ? undefined : this.lessTaken(fleet.volumes),
      groupOnInstance: (group: number) => this.onInstance.get(group) ?? fleet.groupOnInstance(group),
    };
    this.view = Object.create(fleet, Object.getOwnPropertyDescriptors(columns));
  }

  take(row: number, request: TaskRequest, copies: number): void {
    const { view } = this;
    view.cpuUnitsFree[row] -= copies * request.cpuUnits;
    view.memoryMibFree[row] -= copies * request.memoryMib;
    view.eniFree[row] -= copies * request.eni;
    for (const slot of request.ports) view.portsUsed[row * view.portWords + (slot >>> 5)] |= 1 << (slot & 31);
    if (request.gpus + request.gpuMilli > 0) for (let copy = 0; copy < copies; copy++) takeGpus(view, row, request);
    if (view.volumes !== undefined) {
      const taken = copies * volumeSlots(request, view.volumes.roomOn(row));
      this.slots.set(row, taken + (this.slots.get(row) ?? 0));
    }
    const onInstance = this.onInstance.get(request.group) ?? this.fleet.groupOnInstance(request.group).slice();
    onInstance[row] += copies;
    this.onInstance.set(request.group, onInstance);
  }

  private lessTaken(volumes: VolumeSlotsView): VolumeSlotsView {
    return {
      isSeen: volumes.isSeen,
      roomOn: (row) => {
        const { slots, perInterface } = volumes.roomOn(row);
        return { slots: slots - (this.slots.get(row) ?? 0), perInterface };
      },
    };
  }
}
