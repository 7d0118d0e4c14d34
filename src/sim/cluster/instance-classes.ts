import { OnDemand, type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import { type AttributeChange, changedAttributes } from '../fault.js';
import type { PresentInstance } from '../present.js';
import type { CapacityProviderSpec, InstanceTraits, Setup } from '../setup.js';
import { EXTERNAL } from './external.js';

/**
 * The lasting properties of a container instance. Instances of one class give a query the same answer unless it depends on tasks, the agent
 * or time.
 */
export interface InstanceClass {
  readonly type: number;
  readonly zone: number;
  /** Capacity provider, or -1 outside any. */
  readonly provider: number;
  readonly hasTrunk: boolean;
  readonly purchase: Purchase;
  /** By name; null for an attribute without a value. */
  readonly attributes: ReadonlyMap<string, string | null>;
  readonly agentVersion: string;
}

/** The lasting properties of an instance that a group launches. */
export type Launched = Pick<InstanceClass, 'type' | 'zone' | 'purchase' | 'hasTrunk'>;

/** The purchase options that a group may launch with. */
export function optionsOf({ split }: CapacityProviderSpec): readonly Purchase[] {
  if (split === null) return [OnDemand];
  const hasOnDemand = split.onDemandBase > 0 || split.onDemandPercentAboveBase > 0;
  const hasSpot = split.onDemandPercentAboveBase < 100;
  return [...(hasOnDemand ? [OnDemand] : []), ...(hasSpot ? [Spot] : [])] as Purchase[];
}

/**
 * All instance classes that a setup can have, listed from the start, so that a constraint on attributes is decided once for each. Those of
 * instances whose attributes a user changes come last.
 */
export class InstanceClasses {
  readonly all: InstanceClass[] = [];
  /** By provider, then by key of type, zone, purchase option and trunk; `byStatic`: by static group, then zone. */
  private readonly byProvider: readonly Map<number, number>[];
  private readonly byStatic: readonly Map<number, number>[];
  /** Classes of instances present at time 0; instances with the same lasting properties share a class. */
  private readonly ofPresent = new Map<string, number>();
  /** Classes that an instance can have before a user changes its attributes. */
  readonly unchanged: number;
  /** By class: the class as it was before all changes. */
  private readonly origins: number[] = [];
  /** By origin and attributes. */
  private readonly changed = new Map<string, number>();

  constructor(private readonly setup: Setup) {
    this.byProvider = setup.capacityProviders.map((spec, provider) => {
      const kinds = spec.instanceTypes.flatMap((type) => optionsOf(spec).map((purchase) => ({ type, purchase })));
      const placed = kinds.flatMap((kind) => spec.zones.map((zone) => ({ ...kind, zone })));
      const found = placed.flatMap((what) => [false, true].map((hasTrunk) => ({ ...what, hasTrunk })));
      return new Map(found.map((what) => [this.keyOf(what), this.add({ ...what, provider }, spec.traits)]));
    });
    this.byStatic = setup.staticInstances.map(
      ({ instanceType: type, zones, hasTrunk, traits }) =>
        new Map(zones.map((zone) => [zone, this.add({ type, zone, provider: -1, hasTrunk, purchase: OnDemand }, traits)])),
    );
    for (const instance of setup.present?.instances ?? []) {
      const key = presentKey(instance);
      if (!this.ofPresent.has(key)) this.ofPresent.set(key, this.add(instance, instance.traits));
    }
    this.unchanged = this.all.length;
    for (const changes of changesByInstance(setup)) this.addChanged(changes);
  }

  ofProvider(provider: number, what: Launched): number {
    return this.byProvider[provider].get(this.keyOf(what)) as number;
  }

  ofInstance(instance: PresentInstance): number {
    return this.ofPresent.get(presentKey(instance)) as number;
  }

  ofStatic(group: number, zone: number): number {
    return this.byStatic[group].get(zone) as number;
  }

  /** Returns the class of an instance of that class after a change of its attributes. */
  after(instanceClass: number, change: AttributeChange): number {
    const { type, zone, purchase, hasTrunk, provider, attributes: before, agentVersion } = this.all[instanceClass];
    const attributes = changedAttributes(before, change);
    const origin = this.origins[instanceClass] ?? instanceClass;
    const [key, originKey] = [attributes, this.all[origin].attributes].map((one) => JSON.stringify([origin, [...one].sort()]));
    if (key === originKey) return origin;
    const index = this.changed.get(key) ?? this.all.push({ type, zone, purchase, hasTrunk, provider, attributes, agentVersion }) - 1;
    this.changed.set(key, index);
    this.origins[index] = origin;
    return index;
  }

  /** Returns, by class, an index for its value of the attribute; all classes without the attribute share one index (docs/model.md). */
  valuesOf(attribute: string): Int32Array {
    const values = this.all.map(({ attributes }) => attributes.get(attribute));
    // Zones keep their own indexes, so that a count by zone can be read without this table.
    if (attribute === 'ecs.availability-zone') return Int32Array.from(this.all, ({ zone }) => zone);
    const distinct = [...new Set(values)];
    return Int32Array.from(values, (value) => distinct.indexOf(value));
  }

  /** Adds the classes that successive changes lead to. Changes before an instance's launch do not apply to it. */
  private addChanged(changes: readonly AttributeChange[]): void {
    const first = Array.from({ length: this.unchanged }, (_, at) => at);
    let reached: readonly number[] = [];
    for (const change of changes) reached = [...new Set([...first, ...reached].map((at) => this.after(at, change)))];
  }

  private keyOf({ type, zone, purchase, hasTrunk }: Launched): number {
    return ((type * this.setup.zones.length + zone) * 2 + purchase) * 2 + Number(hasTrunk);
  }

  private add({ type, zone, purchase, hasTrunk, provider }: Launched & { readonly provider: number }, traits: InstanceTraits): number {
    const attributes = this.attributesOf({ type, zone, hasTrunk }, traits);
    return this.all.push({ type, zone, purchase, hasTrunk, provider, attributes, agentVersion: traits.agentVersion }) - 1;
  }

  /** Returns the built-in attributes (S.ATTR-1, S.ATTR-2) that follow from type, zone and trunk, and those that the origin sets. */
  private attributesOf({ type, zone, hasTrunk }: Pick<InstanceClass, 'type' | 'zone' | 'hasTrunk'>, traits: InstanceTraits) {
    const { name, operatingSystem, architecture, eniTasks } = this.setup.instanceTypes[type];
    // An instance outside AWS has no Availability Zone and no EC2 instance type.
    const isExternal = Object.hasOwn(traits.attributes, EXTERNAL);
    return new Map<string, string | null>([
      ...(isExternal ? [] : [['ecs.availability-zone', this.setup.zones[zone]] as const, ['ecs.instance-type', name] as const]),
      ['ecs.os-type', operatingSystem],
      ['ecs.cpu-architecture', architecture],
      ...(eniTasks > 0 ? [['ecs.capability.task-eni', null] as const] : []),
      ...(hasTrunk ? [['ecs.awsvpc-trunk-id', null] as const] : []),
      ...Object.entries(traits.attributes),
    ]);
  }
}

/** The changes of each instance in order of time; a list that several instances have comes once. */
function changesByInstance({ faults }: Setup): readonly (readonly AttributeChange[])[] {
  const lists = new Map<number, AttributeChange[]>();
  const changes = faults.filter((fault): fault is AttributeChange => fault.kind === 'attributes');
  for (const change of changes.sort((a, b) => a.fromMs - b.fromMs))
    for (const instance of change.instances) lists.set(instance, [...(lists.get(instance) ?? []), change]);
  const distinct = new Map([...lists.values()].map((list) => [list.map((change) => faults.indexOf(change as never)).join(), list]));
  return [...distinct.values()];
}

function presentKey({ type, zone, provider, purchase, hasTrunk, traits }: PresentInstance): string {
  return JSON.stringify([type, zone, provider, purchase, hasTrunk, traits]);
}
