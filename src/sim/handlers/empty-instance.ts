import type { EmptyInstance } from '../../placement/pack.js';
import { GPU_MILLI } from '../../placement/view.js';
import type { World } from '../cluster/world.js';
import type { CapacityProviderSpec, InstanceTypeSpec, ServiceSpec, TaskDefinitionSpec } from '../setup.js';
import { getsTrunk } from './instance-life.js';

/** A new instance of the group as waiting tasks would find it: launched now, and with the room of daemons gone (scaler choice 7). */
export function emptyInstance(world: World, provider: number): EmptyInstance {
  const { setup } = world;
  const group = setup.capacityProviders[provider];
  const type = setup.instanceTypes[group.instanceType];
  const { cpuUnits, memoryMib, gpus, reservedPorts: portsUsed } = type;
  let room: EmptyInstance = { cpuUnits, memoryMib, eni: getsTrunk(world, provider) ? type.eniTasksTrunk : type.eniTasks, gpus, portsUsed };
  if (setup.scaler.daemonRoom === 'ignored') return room;
  for (const service of setup.services) {
    const definition = setup.taskDefinitions[service.taskDefinition];
    if (mayCome(service, definition, { group, type }) && isMember(world, provider, service) && fits(room, definition))
      room = less(room, definition);
  }
  return room;
}

/** A daemon that the type can run, in at least one zone of the group. */
function mayCome(
  { schedulingStrategy, zones }: ServiceSpec,
  { architecture, operatingSystem, eni }: TaskDefinitionSpec,
  { group, type }: { readonly group: CapacityProviderSpec; readonly type: InstanceTypeSpec },
): boolean {
  if (schedulingStrategy !== 'DAEMON' || architecture !== type.architecture || operatingSystem !== type.operatingSystem) return false;
  return eni === 0 || zones === null || group.zones.some((zone) => zones.includes(zone));
}

/** Whether the daemon's own constraints let it on a new instance of the group, in at least one zone. */
function isMember(world: World, provider: number, { memberOf }: ServiceSpec): boolean {
  const { memberships, classes, setup } = world;
  const hasTrunk = getsTrunk(world, provider);
  const { zones } = setup.capacityProviders[provider];
  return zones.some((zone) => memberships.holdsWith(memberOf, classes.all[classes.ofProvider(provider, zone, hasTrunk)], []));
}

/** Daemons come in the order of their services; one that finds no room stays away and leaves its room to the next. */
function fits(room: EmptyInstance, { cpuUnits, memoryMib, eni, gpus, gpuMilli, ports }: TaskDefinitionSpec): boolean {
  const wholeGpus = gpus + Math.ceil(gpuMilli / GPU_MILLI);
  const hasRoom = cpuUnits <= room.cpuUnits && memoryMib <= room.memoryMib && eni <= room.eni && wholeGpus <= room.gpus;
  return hasRoom && !ports.some((port) => room.portsUsed.includes(port));
}

/** A GPU that a daemon shares in is counted as gone: what it leaves of it is known only once it is there. */
function less(room: EmptyInstance, { cpuUnits, memoryMib, eni, gpus, gpuMilli, ports }: TaskDefinitionSpec): EmptyInstance {
  return {
    cpuUnits: room.cpuUnits - cpuUnits,
    memoryMib: room.memoryMib - memoryMib,
    eni: room.eni - eni,
    gpus: room.gpus - gpus - Math.ceil(gpuMilli / GPU_MILLI),
    portsUsed: [...room.portsUsed, ...ports],
  };
}
