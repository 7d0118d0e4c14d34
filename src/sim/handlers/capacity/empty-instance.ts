import type { EmptyInstance } from '../../../placement/pack.js';
import { GPU_MILLI } from '../../../placement/view.js';
import { type Launched, optionsOf } from '../../cluster/instance-classes.js';
import { volumeRoomOfNew } from '../../cluster/volumes.js';
import type { World } from '../../cluster/world.js';
import type { TaskDefinitionSpec } from '../../setup.js';
import { getsTrunk } from './launches.js';

/**
 * Returns the free room that pending tasks would find on a new instance of the group and type launched now, less the room of its daemons
 * (scaler choice 7).
 */
export function emptyInstance(world: World, provider: number, typeIndex: number): EmptyInstance {
  const { setup } = world;
  const type = setup.instanceTypes[typeIndex];
  const { cpuUnits, memoryMib, gpus, reservedPorts: portsUsed, portsMost } = type;
  const hasTrunk = getsTrunk(world, provider, typeIndex);
  let room: EmptyInstance = {
    cpuUnits,
    memoryMib,
    eni: hasTrunk ? type.eniTasksTrunk : type.eniTasks,
    gpus,
    portsUsed,
    portsMost,
    volumeRoom: setup.placement.volumeSlots === 'seen' ? volumeRoomOfNew(type, hasTrunk) : undefined,
  };
  if (setup.scaler.daemonRoom === 'ignored') return room;
  for (const service of daemonsOf(world, provider, { type: typeIndex, hasTrunk })) {
    const definition = world.daemons.definitionOf(service);
    if (fits(room, definition)) room = less(room, definition);
  }
  return room;
}

/** Returns the services whose daemons come to a new instance of the group in at least one of its zones. */
function daemonsOf({ classes, daemons, setup }: World, provider: number, what: Pick<Launched, 'type' | 'hasTrunk'>): Set<number> {
  const spec = setup.capacityProviders[provider];
  const [purchase] = optionsOf(spec); // Constraints see no difference.
  return new Set(spec.zones.flatMap((zone) => daemons.servicesOn(classes.ofProvider(provider, { ...what, zone, purchase }))));
}

/** Returns whether a daemon fits. Daemons come one after the other; one that finds no room leaves its room to the next. */
function fits(room: EmptyInstance, { cpuUnits, memoryMib, eni, gpus, gpuMilli, ports }: TaskDefinitionSpec): boolean {
  const wholeGpus = gpus + Math.ceil(gpuMilli / GPU_MILLI);
  const hasRoom = cpuUnits <= room.cpuUnits && memoryMib <= room.memoryMib && eni <= room.eni && wholeGpus <= room.gpus;
  const hasPorts = ports.length === 0 || room.portsUsed.length + ports.length <= (room.portsMost ?? Number.POSITIVE_INFINITY);
  return hasRoom && hasPorts && !ports.some((port) => room.portsUsed.includes(port));
}

/**
 * Subtracts a daemon's room. A GPU that the daemon shares counts as used up, because the rest of its capacity is known only after
 * placement.
 */
function less(room: EmptyInstance, { cpuUnits, memoryMib, eni, gpus, gpuMilli, ports }: TaskDefinitionSpec): EmptyInstance {
  return {
    cpuUnits: room.cpuUnits - cpuUnits,
    memoryMib: room.memoryMib - memoryMib,
    eni: room.eni - eni,
    gpus: room.gpus - gpus - Math.ceil(gpuMilli / GPU_MILLI),
    portsUsed: [...room.portsUsed, ...ports],
    portsMost: room.portsMost,
    volumeRoom: room.volumeRoom && { ...room.volumeRoom, slots: room.volumeRoom.slots - eni * room.volumeRoom.perInterface },
  };
}
