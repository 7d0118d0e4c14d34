import { type Place, under } from '../../findings.js';
import { field, textAt } from '../../in-scenario-shape.js';
import { type Block, isBlock, listOf, nameIn, shortText } from '../../plain-data.js';
import type { DescribedResource } from '../../resource-inventory.js';
import type { Building, Part } from '../context.js';
import { groupName } from '../groups.js';
import { findBy } from '../lookup.js';
import { momentAt } from '../moments.js';
import { providerName } from '../providers.js';
import { amountIn } from './registered.js';
import { addSizes, sizeOf } from './sizes.js';
import { numberTag } from './tags.js';

/** Collects the present container instances from the answers of ECS, EC2 and EC2 Auto Scaling. */

export interface Fleet {
  /** Blocks in the shape of `present.containerInstances`. */
  readonly parts: Part[];
  /** Maps the ARN and the id of a container instance to its ec2InstanceId. */
  readonly idOf: ReadonlyMap<string, string>;
}

interface Member {
  readonly value: Block;
  readonly place: Place;
  readonly provider: string;
}

export function fleetOf(building: Building): Fleet {
  const { inventory, draft } = building;
  addSizes(building);
  const members = membersOf(building);
  const machines = new Map(inventory.ec2Instances.map(({ value }) => [textAt(value, 'instanceId') ?? '', value]));
  const idOf = new Map<string, string>();
  const parts: Part[] = [];
  for (const described of inventory.containerInstances) {
    const id = textAt(described.value, 'ec2InstanceId') ?? nameIn(textAt(described.value, 'containerInstanceArn') ?? '');
    const part = registered(building, described, { id, member: members.get(id), machine: machines.get(id) });
    if (part === undefined) continue;
    idOf.set(textAt(described.value, 'containerInstanceArn') ?? id, id);
    draft.origin(part, described.place);
    parts.push(part);
  }
  const known = new Set(parts.map(({ ec2InstanceId }) => ec2InstanceId));
  for (const [id, member] of members) if (!known.has(id)) parts.push(...booting(building, id, member, machines.get(id)));
  reportLifecycles(building, parts, machines);
  return { parts: inOrder(parts), idOf };
}

/** Returns the group members by instance id. */
function membersOf({ inventory, scenario }: Building): Map<string, Member> {
  const found = new Map<string, Member>();
  for (const group of inventory.autoScalingGroups) {
    const provider = providerOf(inventory, group);
    const isThere = scenario.cluster.capacityProviders.some((part) => typeof part !== 'string' && part.name === provider);
    listOf(field(group.value, 'instances')).forEach((value, i) => {
      const id = textAt(value, 'instanceId');
      if (isThere && isBlock(value) && id !== undefined) found.set(id, { value, place: under(group.place, 'Instances', i), provider });
    });
  }
  return found;
}

/** Returns the capacity provider of a group, or the group's name where it has none. */
export function providerOf(inventory: Building['inventory'], group: DescribedResource): string {
  const provider = inventory.capacityProviders.find(({ value }) => {
    const reference = textAt(field(value, 'autoScalingGroupProvider'), 'autoScalingGroupArn');
    return findBy([group], reference, 'autoScalingGroupName', 'name', 'autoScalingGroupARN') !== undefined;
  });
  return providerName(textAt(provider?.value, 'name') ?? groupName(group));
}

interface Known {
  readonly id: string;
  readonly member: Member | undefined;
  readonly machine: Block | undefined;
}

const STATUSES = ['ACTIVE', 'DRAINING', 'REGISTERING'];

function registered(building: Building, { value, place }: DescribedResource, { id, member, machine }: Known): Part | undefined {
  const { findings } = building;
  const status = textAt(value, 'status') ?? 'ACTIVE';
  if (!STATUSES.includes(status)) {
    findings.leftOut(under(place, 'status'), `${id} is ${status}`);
    return undefined;
  }
  const attributes = attributesOf(value);
  const type = attributes.get('ecs.instance-type') ?? textAt(machine, 'instanceType') ?? textAt(member?.value, 'instanceType');
  const zone =
    attributes.get('ecs.availability-zone') ??
    zoneOfSubnet(building, attributes.get('ecs.subnet-id') ?? textAt(machine, 'subnetId')) ??
    textAt(field(machine, 'placement'), 'availabilityZone') ??
    textAt(member?.value, 'availabilityZone');
  if (type === undefined || zone === undefined) {
    findings.mistake(
      place,
      `does not say its ${type === undefined ? 'instance type' : 'zone'}: save what describe-instances gives as well`,
    );
    return undefined;
  }
  const provider = textAt(value, 'capacityProviderName');
  const owner = provider === undefined || provider === '' ? member?.provider : providerName(provider);
  const launched = machine === undefined ? momentAt(value, 'registeredAt', 'launchTime') : momentAt(machine, 'launchTime');
  const version = /^\d+\.\d+\.\d+$/.exec(textAt(field(value, 'versionInfo'), 'agentVersion') ?? '')?.[0];
  const ordinal = numberTag(value, 'ordinal');
  const nth = numberTag(value, 'nth');
  return {
    ec2InstanceId: id,
    ...(owner === undefined ? {} : { capacityProvider: owner }),
    instanceType: type,
    availabilityZone: zone,
    ...purchaseOf(building, machine, owner),
    ...launched,
    ...momentAt(value, 'registeredAt'),
    ...(status === 'ACTIVE' ? {} : { status }),
    ...lifecycleStateOf(member),
    ...(field(value, 'agentConnected') === false ? { agentConnected: false } : {}),
    ...protectionOf(building, member),
    ...(attributes.get('ecs.awsvpc-trunk-id') === undefined ? {} : { trunk: true }),
    ...ownAttributes(building, attributes),
    ...(version === undefined ? {} : { agentVersion: version }),
    ...remaining(building, { value, type }),
    ...(ordinal === undefined ? {} : { ordinal }),
    ...(nth === undefined ? {} : { nth }),
  };
}

function zoneOfSubnet({ inventory }: Building, subnet: string | undefined): string | undefined {
  return textAt(findBy(inventory.subnets, subnet, 'subnetId', 'id')?.value, 'availabilityZone');
}

/** Returns an instance that the group launched and that has not registered with ECS yet. */
function booting(building: Building, id: string, { value, place, provider }: Member, machine: Block | undefined): Part[] {
  const { findings } = building;
  const state = textAt(value, 'lifecycleState') ?? '';
  if (!/^(Pending|InService)/.test(state)) {
    if (!/^(Warmed|Terminat)/.test(state)) findings.leftOut(place, `${id} is ${state || 'in no state'}, and no container instance`);
    return [];
  }
  const type = textAt(value, 'instanceType') ?? textAt(machine, 'instanceType');
  const zone = textAt(value, 'availabilityZone');
  if (type === undefined || zone === undefined) return [];
  findings.understood(place, `${id} boots: its group has it, and ECS does not yet`);
  const tags = ['ordinal', 'nth'].flatMap((name) => {
    const number = numberTag(machine, name);
    return number === undefined ? [] : [[name, number] as const];
  });
  return [
    {
      ec2InstanceId: id,
      capacityProvider: provider,
      instanceType: type,
      availabilityZone: zone,
      ...purchaseOf(building, machine, provider),
      ...momentAt(machine, 'launchTime'),
      status: 'REGISTERING',
      ...Object.fromEntries(tags),
    },
  ];
}

function lifecycleStateOf(member: Member | undefined): Part {
  const state = textAt(member?.value, 'lifecycleState') ?? '';
  if (!state.startsWith('Terminating')) return {};
  return { lifecycleState: state === 'Terminating:Wait' ? state : 'Terminating' };
}

/** Without its answer of EC2, an instance is taken for Spot where its group buys nothing else. */
function purchaseOf(building: Building, machine: Block | undefined, provider: string | undefined): Part {
  const isSpot = machine === undefined ? buysSpotOnly(building, provider) : textAt(machine, 'instanceLifecycle') === 'spot';
  return isSpot ? { lifecycle: 'spot' } : {};
}

function buysSpotOnly(building: Building, provider: string | undefined): boolean {
  const distribution = field(field(partOf(building, provider)?.autoScalingGroup, 'mixedInstancesPolicy'), 'instancesDistribution');
  return field(distribution, 'onDemandPercentageAboveBaseCapacity') === 0 && !field(distribution, 'onDemandBaseCapacity');
}

function partOf({ scenario }: Building, name: string | undefined): Part | undefined {
  return scenario.cluster.capacityProviders.find((part): part is Part => typeof part !== 'string' && part.name === name);
}

/** Omits scale-in protection that ECS manages; otherwise the user has set it. */
function protectionOf(building: Building, member: Member | undefined): Part {
  if (member === undefined || field(member.value, 'protectedFromScaleIn') !== true) return {};
  const group = partOf(building, member.provider)?.autoScalingGroupProvider;
  return isBlock(group) && group.managedTerminationProtection === 'ENABLED' ? {} : { protectedFromScaleIn: true };
}

function attributesOf(value: Block): Map<string, string | undefined> {
  return new Map(listOf(field(value, 'attributes')).map((one) => [textAt(one, 'name') ?? '', textAt(one, 'value') ?? '']));
}

const BUILT_IN = /^(ecs\.|com\.amazonaws\.ecs\.)/;

/** Returns custom attributes, and built-in ones that an expression of the scenario uses. */
function ownAttributes({ scenario }: Building, attributes: ReadonlyMap<string, string | undefined>): Part {
  const text = JSON.stringify([scenario.services, scenario.workloads, scenario.taskDefinitions]);
  const settled = ['ecs.instance-type', 'ecs.availability-zone', 'ecs.os-type', 'ecs.cpu-architecture', 'ecs.awsvpc-trunk-id'];
  const own = [...attributes].filter(
    ([name]) => name !== '' && !settled.includes(name) && (!BUILT_IN.test(name) || text.includes(`attribute:${name}`)),
  );
  return own.length === 0 ? {} : { attributes: Object.fromEntries(own.map(([name, value]) => [name, value === '' ? null : value])) };
}

/** Returns remaining resources relative to the scenario's type: its size less what tasks hold (registered less remaining). */
function remaining(building: Building, { value, type }: { value: Block; type: string }): Part {
  const sizes = sizeOf(building, type);
  if (field(value, 'remainingResources') === undefined || sizes === undefined) return {};
  const free = (name: string, size: number) =>
    size - (amountIn(value, 'registeredResources', name) - amountIn(value, 'remainingResources', name));
  const [cpu, memory] = [free('CPU', sizes.cpu), free('MEMORY', sizes.memory)];
  const ports = [...portsIn(value, 'PORTS', 'tcp'), ...portsIn(value, 'PORTS_UDP', 'udp')];
  const given = { ...(isAmount(cpu) ? { cpu } : {}), ...(isAmount(memory) ? { memory } : {}), ...(ports.length > 0 ? { ports } : {}) };
  return Object.keys(given).length === 0 ? {} : { remainingResources: given };
}

function isAmount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

/** First port of Docker's dynamic range; such ports are never requested by number. */
const EPHEMERAL = 32_768;

function portsIn(value: Block, name: string, protocol: string): string[] {
  const resource = listOf(field(value, 'remainingResources')).find((one) => textAt(one, 'name') === name);
  const ports = listOf(field(resource, 'stringSetValue')).map(Number);
  return ports.filter((port) => Number.isInteger(port) && port > 0 && port < EPHEMERAL).map((port) => `${protocol}/${port}`);
}

function reportLifecycles({ inventory, findings }: Building, parts: readonly Part[], machines: ReadonlyMap<string, Block>): void {
  const unknown = parts.filter(({ ec2InstanceId }) => !machines.has(String(ec2InstanceId)));
  if (unknown.length === 0) return;
  const [first] = inventory.containerInstances;
  const names = `${shortText(unknown[0]!.ec2InstanceId)}${unknown.length > 1 ? ` and ${unknown.length - 1} more` : ''}`;
  findings.assumed(
    first?.place ?? { file: '', field: '' },
    `${names} were launched as they registered, On-Demand unless their group buys Spot alone: describe-instances is not in the input`,
    'present.containerInstances',
  );
}

/** Sorts by the order tags of an exported run; otherwise keeps the input's order. */
export function inOrder(parts: Part[]): Part[] {
  const isNumbered = parts.length > 0 && parts.every(({ ordinal }) => ordinal !== undefined);
  return isNumbered ? parts.sort((a, b) => Number(a.ordinal) - Number(b.ordinal)) : parts;
}
