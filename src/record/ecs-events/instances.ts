import { RESERVED_HOST_PORTS } from '../../catalog/registered.js';
import type { Ms } from '../../kernel/event-loop.js';
import { Refusal } from '../../placement/fit.js';
import { INSTANCE_STATE_NAMES, InstanceState } from '../../services/instance-states.js';
import { ec2IdsOf } from '../../sim/ec2-id.js';
import { InstanceCause } from '../../sim/facts.js';
import { type AttributeChange, changedAttributes } from '../../sim/fault.js';
import type { PresentInstance } from '../../sim/present.js';
import type { InstanceTraits, ServiceSpec, Setup } from '../../sim/setup.js';
import type { EventStream } from './event-stream.js';
import type { EcsNames } from './names.js';
import type { Room } from './task-classes.js';

/** An instance that EC2 runs: plain data. */
interface KnownInstance {
  readonly instance: number;
  readonly type: number;
  readonly zone: number;
  readonly provider: number;
  readonly hasTrunk: boolean;
  /** For an instance outside any provider: index of its entry in `staticInstances`. */
  readonly origin: number;
  /** Events so far; 0 until the instance registers with ECS. */
  version: number;
  status: InstanceState;
  isConnected: boolean;
  registeredMs: Ms;
  cpuUnitsUsed: number;
  memoryMibUsed: number;
  ports: number[];
  /** Once a user has changed them. */
  attributes?: readonly (readonly [string, string | null])[];
}

/**
 * ECS Container Instance State Change: sent when an instance registers, changes its status or loses its agent, and when its free resources
 * change (T.EVT-4, T.EVT-5).
 */
export class InstanceEvents {
  private known = new Map<number, KnownInstance>();
  private statics = 0;
  private readonly ec2IdOf: (ordinal: number) => string;
  private readonly present: ReadonlyMap<number, PresentInstance>;

  constructor(
    private readonly names: EcsNames,
    private readonly stream: EventStream,
  ) {
    this.ec2IdOf = ec2IdsOf(names.setup);
    this.present = new Map(names.setup.present?.instances.map((instance) => [instance.ordinal, instance]));
  }

  launched(
    instance: number,
    what: { readonly type: number; readonly zone: number; readonly provider: number; readonly hasTrunk: boolean },
  ) {
    const origin = what.provider >= 0 || this.present.has(instance) ? -1 : originOf(this.names.setup, this.statics++);
    this.known.set(instance, {
      ...{ instance, ...what, origin },
      ...{ version: 0, status: InstanceState.REGISTERING, isConnected: false, registeredMs: 0 },
      ...{ cpuUnitsUsed: 0, memoryMibUsed: 0, ports: [] },
    });
  }

  registered(atMs: Ms, instance: number): void {
    const known = this.known.get(instance)!;
    known.registeredMs = this.present.get(instance)?.registeredMs ?? atMs;
    known.isConnected = true;
    this.became(atMs, known, InstanceState.ACTIVE);
  }

  statusChanged(atMs: Ms, instance: number, status: InstanceState): void {
    this.became(atMs, this.known.get(instance)!, status);
  }

  agentChanged(atMs: Ms, instance: number, isConnected: boolean): void {
    const known = this.known.get(instance)!;
    known.isConnected = isConnected;
    this.emit(atMs, known);
  }

  /** ECS sends no event for it; calls and later events show the attributes. */
  attributesChanged(instance: number, fault: number): void {
    const known = this.known.get(instance)!;
    const before = known.attributes ?? attributesOf(this.names.setup, known, this.traitsOf(known));
    known.attributes = [...changedAttributes(before, this.names.setup.faults[fault] as AttributeChange)];
  }

  /**
   * The instance failed to register, or was deregistered. It is INACTIVE at once; with a trunk it is DEREGISTERING first (T.LIFE-5). EC2
   * keeps it running, and ECS sends no further events for it.
   */
  leftCluster(atMs: Ms, instance: number, { cause, fault }: { readonly cause: number; readonly fault: number }): void {
    const known = this.known.get(instance)!;
    known.isConnected = false;
    if (cause === InstanceCause.registrationFailed) {
      const what = this.names.setup.faults[fault];
      const statusReason = what.kind === 'registrationFailure' ? what.statusReason : undefined;
      this.became(atMs, known, InstanceState.REGISTRATION_FAILED, statusReason);
    } else {
      if (known.hasTrunk) this.became(atMs, known, InstanceState.DEREGISTERING);
      this.became(atMs, known, InstanceState.INACTIVE);
    }
  }

  /** The agent disconnects, then the instance ends: two events, if ECS had registered it (T.EVT-4). */
  terminated(atMs: Ms, instance: number): void {
    const known = this.known.get(instance)!;
    this.known.delete(instance);
    if (known.status !== InstanceState.ACTIVE && known.status !== InstanceState.DRAINING) return;
    if (known.isConnected) {
      known.isConnected = false;
      this.emit(atMs, known);
    }
    this.became(atMs, known, InstanceState.INACTIVE);
  }

  /** A task was placed on the instance. */
  took(atMs: Ms, instance: number, room: Room): void {
    const known = this.known.get(instance)!;
    known.cpuUnitsUsed += room.cpuUnits;
    known.memoryMibUsed += room.memoryMib;
    known.ports.push(...room.ports);
    this.emit(atMs, known);
  }

  /** A task released its resources on the instance. */
  gaveBack(atMs: Ms, instance: number, room: Room): void {
    const known = this.known.get(instance)!;
    known.cpuUnitsUsed -= room.cpuUnits;
    known.memoryMibUsed -= room.memoryMib;
    known.ports = known.ports.filter((port) => !room.ports.includes(port));
    this.emit(atMs, known);
  }

  zoneOf(instance: number): string {
    return this.names.setup.zones[this.known.get(instance)!.zone];
  }

  /**
   * Among the ACTIVE instances that lack the refused resource, returns the one with most of it, the oldest of equals; null if facts do not
   * tell that resource.
   */
  closestTo(refusal: number, room: Room): number | null {
    const free = (known: KnownInstance) => {
      const { cpuUnits, memoryMib } = this.names.setup.instanceTypes[known.type];
      if (refusal === Refusal.cpu) return cpuUnits - known.cpuUnitsUsed;
      return refusal === Refusal.memory ? memoryMib - known.memoryMibUsed : Number.POSITIVE_INFINITY;
    };
    const wanted = refusal === Refusal.cpu ? room.cpuUnits : room.memoryMib;
    let closest: KnownInstance | null = null;
    for (const known of this.known.values()) {
      if (known.status !== InstanceState.ACTIVE || free(known) >= wanted) continue;
      if (closest === null || free(known) > free(closest)) closest = known;
    }
    return closest?.instance ?? null;
  }

  /** Whether no ACTIVE instance refuses the tasks of the service: one that is there takes them at the next attempt. */
  mayTake(refusal: number, { capacity }: ServiceSpec): boolean {
    if (refusal !== Refusal.otherProvider && refusal !== Refusal.inactive) return false;
    const isCandidate = ({ provider }: KnownInstance) =>
      capacity.kind === 'launchType' || capacity.items.some((item) => item.provider === provider);
    return [...this.known.values()].some((known) => known.status === InstanceState.ACTIVE && isCandidate(known));
  }

  private traitsOf({ instance, provider, origin }: KnownInstance): InstanceTraits {
    const { capacityProviders, staticInstances } = this.names.setup;
    return this.present.get(instance)?.traits ?? (provider >= 0 ? capacityProviders[provider].traits : staticInstances[origin].traits);
  }

  private became(atMs: Ms, known: KnownInstance, status: InstanceState, statusReason?: string): void {
    known.status = status;
    this.emit(atMs, known, statusReason);
  }

  private emit(atMs: Ms, known: KnownInstance, statusReason?: string): void {
    known.version++;
    const subject = { resource: this.names.instance(known.instance), nth: known.version };
    this.stream.emit('ECS Container Instance State Change', atMs, subject, this.detailOf(known, atMs, statusReason));
  }

  /** Returns a living instance as DescribeContainerInstances shows it. */
  detail(instance: number, atMs: Ms): object {
    return this.detailOf(this.known.get(instance)!, atMs);
  }

  private detailOf(known: KnownInstance, atMs: Ms, statusReason?: string): object {
    const { names } = this;
    const provider = names.provider(known.provider);
    const used = { cpuUnits: known.cpuUnitsUsed, memoryMib: known.memoryMibUsed, ports: known.ports };
    return {
      agentConnected: known.isConnected,
      attributes: (known.attributes ?? attributesOf(names.setup, known, this.traitsOf(known))).map(([attribute, value]) =>
        value === null ? { name: attribute } : { name: attribute, value },
      ),
      ...(provider === null ? {} : { capacityProviderName: provider }),
      clusterArn: names.cluster,
      containerInstanceArn: names.instance(known.instance),
      ec2InstanceId: this.ec2IdOf(known.instance),
      registeredAt: names.time(known.registeredMs),
      registeredResources: this.resources(known, { cpuUnits: 0, memoryMib: 0, ports: [] }),
      remainingResources: this.resources(known, used),
      status: INSTANCE_STATE_NAMES[known.status],
      ...(statusReason === undefined ? {} : { statusReason }),
      version: known.version,
      versionInfo: { agentVersion: this.traitsOf(known).agentVersion },
      updatedAt: names.time(atMs),
    };
  }

  /** PORTS lists the ports in use, the reserved ones of the system included. */
  private resources({ type }: KnownInstance, used: Room) {
    const { setup } = this.names;
    const { cpuUnits, memoryMib, operatingSystem } = setup.instanceTypes[type];
    const inUse = used.ports.map((port) => setup.ports[port].split('/'));
    const numbers = (protocol: string) => inUse.flatMap(([used, port]) => (used === protocol ? [port] : []));
    return [
      { name: 'CPU', type: 'INTEGER', integerValue: cpuUnits - used.cpuUnits },
      { name: 'MEMORY', type: 'INTEGER', integerValue: memoryMib - used.memoryMib },
      { name: 'PORTS', type: 'STRINGSET', stringSetValue: [...RESERVED_HOST_PORTS[operatingSystem].map(String), ...numbers('tcp')] },
      { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: numbers('udp') },
    ];
  }

  save(): unknown {
    const { known, statics } = this;
    return structuredClone({ known, statics });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}

/** Index of the entry in `staticInstances` for the nth instance outside any provider: they launch in order. */
function originOf({ staticInstances }: Setup, nth: number): number {
  let before = 0;
  return staticInstances.findIndex(({ count }) => {
    before += count;
    return nth < before;
  });
}

/** The attributes that ECS sets by itself (S.ATTR-1), then those of the instance's origin. */
function attributesOf(setup: Setup, known: KnownInstance, traits: InstanceTraits): readonly (readonly [string, string | null])[] {
  const { name, operatingSystem, architecture, eniTasks } = setup.instanceTypes[known.type];
  return [
    ['ecs.availability-zone', setup.zones[known.zone]],
    ['ecs.instance-type', name],
    ['ecs.os-type', operatingSystem],
    ['ecs.cpu-architecture', architecture],
    ...(eniTasks > 0 ? [['ecs.capability.task-eni', null] as [string, null]] : []),
    ...(known.hasTrunk ? [['ecs.awsvpc-trunk-id', null] as [string, null]] : []),
    ...Object.entries(traits.attributes),
  ];
}
