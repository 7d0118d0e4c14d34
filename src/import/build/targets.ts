import { NETWORK_PROTOCOLS } from '../../scenario/services/target-groups-schema.js';
import { type Findings, under } from '../findings.js';
import { blockIn, field, textAt } from '../in-scenario-shape.js';
import { type Block, listOf, nameText, shortText } from '../plain-data.js';
import type { DescribedResource, ResourceInventory } from '../resource-inventory.js';
import { UnreadKeys } from '../unread-keys.js';
import { isUnresolved, reportUnresolved } from '../unresolved.js';
import type { Building, Part } from './context.js';
import type { Known } from './definitions.js';
import { findBy } from './lookup.js';

/** Converts the load balancers of a service and their target groups. */

const NAME_LENGTH_MAX = 32;

export function targetsOf(building: Building, { value, place }: DescribedResource, { definition }: Known): Part {
  const { findings } = building;
  const balancers = listOf(field(value, 'loadBalancers', 'loadBalancer')).flatMap((balancer, i) => {
    const at = under(place, 'loadBalancers', i);
    if (isUnresolved(balancer)) return [];
    const reference = textAt(balancer, 'targetGroupArn');
    if (reference === undefined || reference === '') {
      findings.leftOut(at, 'a Classic Load Balancer is not simulated: health checks and registration are those of target groups');
      return [];
    }
    const containerName = nameText(textAt(balancer, 'containerName') ?? '');
    const container = definition.containers.find(({ name }) => name === containerName) ?? definition.containers[0];
    const containerPort = Number(textAt(balancer, 'containerPort'));
    const name = targetGroup(building, reference);
    return [
      {
        targetGroupArn: name,
        ...(container === undefined ? {} : { containerName: container.name }),
        ...(containerPort > 0 ? { containerPort } : {}),
        ...(isTested(balancer) ? { advancedConfiguration: { testListenerRule: 'test' } } : {}),
      },
    ];
  });
  return balancers.length === 0 ? {} : { loadBalancers: balancers };
}

/** Returns whether it has a listener for test traffic, whose name has no effect. */
function isTested(balancer: unknown): boolean {
  return field(blockIn(field(balancer, 'advancedConfiguration')), 'testListenerRule') !== undefined;
}

/** Returns whether the service's deployments shift traffic in steps, for which ECS needs VPC Lattice, Service Connect or a load balancer. */
export function isShifted(value: Block): boolean {
  const strategy = textAt(blockIn(field(value, 'deploymentConfiguration')), 'strategy');
  return strategy === 'LINEAR' || strategy === 'CANARY';
}

/** Converts Service Connect, which adds a proxy to each task: that it is on has an effect, and nothing else of it. */
export function connectOf({ findings }: Building, { value, place }: DescribedResource): Part {
  const connect = blockIn(inLatest(value, 'serviceConnectConfiguration'));
  const unread = new UnreadKeys();
  for (const key of Object.keys(connect ?? {}))
    if (!/^(enabled|namespace)$/i.test(key) && field(connect, key) !== undefined)
      unread.addIdle(`${place.field}.serviceConnectConfiguration.${key}`);
  unread.report(place, findings);
  const namespace = textAt(connect, 'namespace');
  if (String(field(connect, 'enabled')) !== 'true') return {};
  return { serviceConnectConfiguration: { enabled: true, ...(namespace === undefined ? {} : { namespace }) } };
}

export function latticesOf(value: Block): Part {
  const lattices = listOf(inLatest(value, 'vpcLatticeConfigurations') ?? field(value, 'vpcLatticeConfiguration'));
  return lattices.length === 0
    ? {}
    : { vpcLatticeConfigurations: lattices.map((one) => ({ portName: textAt(one, 'portName') ?? 'port' })) };
}

/** The value of a key that describe-services has in the latest deployment. */
function inLatest(value: Block, key: string): unknown {
  return field(value, key) ?? field(listOf(field(value, 'deployments'))[0], key);
}

/** Returns the name of a target group, and lists it with its non-default settings on first use. */
function targetGroup(building: Building, reference: string): string {
  const { inventory, scenario, findings, draft } = building;
  const name = nameOfTargetGroup(reference);
  const described =
    findBy(inventory.targetGroups, reference, 'targetGroupArn', 'targetGroupName', 'name') ??
    inventory.targetGroups.find(({ value, id }) => nameOfTargetGroup(textAt(value, 'name', 'targetGroupName') ?? id ?? '') === name);
  if (described === undefined || scenario.targetGroups.some((group) => group.name === name)) return name;
  const attributes = attributesOf(inventory, described);
  const part: Part = { name, ...settingsOf(building, described, attributes) };
  if (textAt(described.value, 'targetGroupArn') !== undefined && attributes === undefined)
    findings.assumed(
      described.place,
      `the target group ${name} has AWS's default deregistration delay: its attributes are in describe-target-group-attributes`,
      `targetGroups.${name}.deregistrationDelaySeconds`,
    );
  if (Object.keys(part).length > 1) {
    scenario.targetGroups.push(part);
    draft.from(part, described.place);
  }
  findings.understood(described.place, `target group ${name}`);
  reportUnread(described, attributes, findings);
  return name;
}

export function nameOfTargetGroup(reference: string): string {
  const name = /targetgroup\/([^/]+)/.exec(reference)?.[1] ?? reference;
  return (
    name
      .replace(/[^A-Za-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, NAME_LENGTH_MAX) || 'targets'
  );
}

const SETTINGS: readonly [key: string, names: string[], least: number, most: number][] = [
  ['healthCheckIntervalSeconds', ['healthCheckIntervalSeconds', 'interval'], 5, 300],
  ['healthCheckTimeoutSeconds', ['healthCheckTimeoutSeconds', 'timeout'], 2, 120],
  ['healthyThresholdCount', ['healthyThresholdCount', 'healthyThreshold'], 2, 10],
  ['unhealthyThresholdCount', ['unhealthyThresholdCount', 'unhealthyThreshold'], 2, 10],
];

const READ = [
  ...['name', 'namePrefix', 'targetGroupName', 'targetGroupArn', 'arnSuffix', 'protocol', 'deregistrationDelay', 'slowStart'],
  ...['loadBalancingAlgorithmType', 'loadBalancingCrossZoneEnabled', 'targetGroupAttributes', 'stickiness'],
  ...SETTINGS.flatMap(([, names]) => [...names, ...names.map((name) => `healthCheck.${name}`)]),
];
const READ_ATTRIBUTES = [
  ...['deregistration_delay.timeout_seconds', 'slow_start.duration_seconds', 'load_balancing.algorithm.type'],
  ...['load_balancing.cross_zone.enabled', 'stickiness.enabled'],
];
/** Where requests go, and how. A template registers `targets` without ECS. */
const IDLE = [
  ...['vpcId', 'port', 'targetType', 'protocolVersion', 'ipAddressType', 'matcher', 'loadBalancerArns', 'healthCheckEnabled'],
  ...['healthCheckPath', 'healthCheckPort', 'healthCheckProtocol', 'healthCheck.path', 'healthCheck.port', 'healthCheck.protocol'],
  ...['healthCheck.matcher', 'healthCheck.enabled', 'targets'],
];

function reportUnread({ value, place }: DescribedResource, attributes: Attributes | undefined, findings: Findings): void {
  const unread = new UnreadKeys();
  unread.addRest(value, place, [...READ, ...IDLE]);
  for (const path of IDLE) {
    const [key, inner] = path.split('.') as [string, string?];
    const found = inner === undefined ? field(value, key) : field(blockIn(field(value, key)), inner);
    if (found !== undefined && found !== null) unread.addIdle(`${place.field}.${path}`);
  }
  for (const key of attributes?.keys() ?? []) if (!READ_ATTRIBUTES.includes(key)) unread.addIdle(`${place.field}.${key}`);
  if (attributes?.get('stickiness.enabled') === 'true' || String(field(blockIn(field(value, 'stickiness')), 'enabled')) === 'true')
    findings.leftOut(place, 'stickiness is not simulated: a client goes to any of the tasks at each request');
  unread.report(place, findings);
}

type Attributes = ReadonlyMap<string, string>;

/** The attributes of a target group: templates have them in it, AWS answers them apart. Undefined where nothing has them. */
function attributesOf(inventory: ResourceInventory, { value }: DescribedResource): Attributes | undefined {
  const arn = textAt(value, 'targetGroupArn');
  const apart = inventory.targetGroupAttributes.find((one) => arn !== undefined && textAt(one.value, 'targetGroupArn') === arn);
  const found = field(value, 'targetGroupAttributes') ?? field(apart?.value, 'attributes');
  if (found === undefined) return undefined;
  return new Map(listOf(found).map((one) => [textAt(one, 'key') ?? '', textAt(one, 'value') ?? '']));
}

function settingsOf({ findings }: Building, { value, place }: DescribedResource, attributes: Attributes | undefined): Part {
  const check = blockIn(field(value, 'healthCheck')) ?? value;
  const found: Part = {};
  for (const [key, names, least, most] of SETTINGS) {
    const given = field(check, ...names);
    const number = Number(textAt(check, ...names));
    if (Number.isInteger(number) && number >= least && number <= most) found[key] = number;
    else if (isUnresolved(given)) reportUnresolved(given, under(place, key), findings);
    else if (given !== undefined) findings.wrongValue(under(place, key), `is ${shortText(given)}: from ${least} to ${most} are right`);
  }
  const delay = Number(textAt(value, 'deregistrationDelay') ?? attributes?.get('deregistration_delay.timeout_seconds'));
  if (Number.isInteger(delay) && delay >= 0) found.deregistrationDelaySeconds = delay;
  const isNetwork = NETWORK_PROTOCOLS.some((protocol) => protocol === textAt(value, 'protocol'));
  return { ...(isNetwork ? { loadBalancerType: 'network' } : {}), ...found, ...divisionOf(value, attributes) };
}

/** How its requests are divided, where that is not AWS's default. */
function divisionOf(value: Block, attributes: Attributes | undefined): Part {
  const slow = Number(textAt(value, 'slowStart') ?? attributes?.get('slow_start.duration_seconds'));
  const algorithm = textAt(value, 'loadBalancingAlgorithmType') ?? attributes?.get('load_balancing.algorithm.type');
  const crossZone = textAt(value, 'loadBalancingCrossZoneEnabled') ?? attributes?.get('load_balancing.cross_zone.enabled');
  return {
    ...(slow > 0 ? { slowStartDurationSeconds: slow } : {}),
    ...(algorithm === 'least_outstanding_requests' || algorithm === 'weighted_random' ? { loadBalancingAlgorithmType: algorithm } : {}),
    ...(crossZone === 'false' ? { loadBalancingCrossZoneEnabled: false } : {}),
  };
}
