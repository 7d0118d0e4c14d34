import { providerOfLaunchType } from '../../scenario/cluster/providers.js';
import type { ServiceText } from '../../scenario/schema.js';
import { whyNotRebalanced } from '../../scenario/services/rebalancing.js';
import { service as serviceSchema } from '../../scenario/work/schema.js';
import { type Place, under } from '../findings.js';
import { blockIn, field, shapedReporting, textAt } from '../in-scenario-shape.js';
import { asName, type Block, blockOf, isBlock, keyLetters, listOf, nameIn, nameText, plural, shortText } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';
import { reportRest } from '../unread-keys.js';
import { isUnresolved, reportUnresolved, shownText } from '../unresolved.js';
import type { Building, Part } from './context.js';
import type { Scaled } from './definitions.js';
import { definitionFor, type Known, referenceTo } from './definitions.js';
import { only, without } from './groups.js';
import { recordedCount, recordedLoad } from './load.js';
import { findBy } from './lookup.js';
import { defaultProviders, providersIn, strategyItems } from './providers.js';
import { isOf, scalingOf } from './scaling.js';
import { connectOf, isShifted, latticesOf, targetsOf } from './targets.js';

/** Converts services into the scenario's shape. */

/** Keys read by code here; the schema converts the others. */
const BY_HAND = [
  'serviceName',
  'name',
  'taskDefinition',
  'desiredCount',
  'networkConfiguration',
  'loadBalancers',
  'loadBalancer',
  'cluster',
  'clusterArn',
  'deployments',
  'events',
  'taskSets',
  'deploymentController',
  'serviceConnectConfiguration',
  // A time here, and a part of the run's timeline in a scenario.
  'createdAt',
];
/** The parts of these keys that are read, and the keys that describe-services adds. */
const READ = [
  ...BY_HAND.filter((key) => !/^(networkConfiguration|loadBalancers?|deploymentController)$/.test(key)),
  'networkConfiguration.awsvpcConfiguration.subnets',
  'networkConfiguration.subnets',
  'deploymentController.type',
  'vpcLatticeConfigurations.portName',
  ...['loadBalancers', 'loadBalancer'].flatMap((key) =>
    ['targetGroupArn', 'loadBalancerName', 'elbName', 'containerName', 'containerPort', 'advancedConfiguration.testListenerRule'].map(
      (inner) => `${key}.${inner}`,
    ),
  ),
];

/** Builds the services of the scenario, and reports the parts that it leaves out. */
export function buildServices(building: Building, definitions: readonly Known[]): void {
  for (const described of building.inventory.services) {
    const part = serviceOf(building, described, definitions);
    if (part === undefined) continue;
    building.scenario.services.push(part);
    building.draft.from(part, described.place);
  }
}

function serviceOf(building: Building, described: DescribedResource, definitions: readonly Known[]): Part | undefined {
  const { findings } = building;
  const { value, place } = described;
  const name = uniqueName(building, asName(nameText(textAt(value, 'serviceName', 'name') ?? described.id ?? 'service')));
  const status = textAt(value, 'status');
  if (status !== undefined && status !== 'ACTIVE') return reportLeft(building, place, `the service ${name} is ${status}`);
  // Reads the count even for a service that is left out, so that all mistakes are reported at once.
  const count = field(value, 'desiredCount');
  if (isUnresolved(count) && count.canBeGiven) reportUnresolved(count, under(place, 'desiredCount'), findings);
  const reference = referenceOf(value);
  const known = reference === undefined ? undefined : definitionFor(definitions, reference);
  if (reference === undefined)
    return reportLost(
      building,
      place,
      `the service ${name} has neither a task definition nor task sets: save what describe-services gives, which has them`,
    );
  if (known === undefined)
    return reportLost(
      building,
      place,
      `the service ${name} runs ${shortText(nameIn(reference))}, which is not in the input: give its task definition as well`,
    );
  const controller = textAt(blockIn(field(value, 'deploymentController')), 'type') ?? 'ECS';
  if (controller !== 'ECS')
    findings.assumed(
      under(place, 'deploymentController'),
      `the service ${name} is deployed by ECS, not by ${controller}`,
      `services.${name}.deploymentController`,
    );
  const byHand = isShifted(value) ? [...BY_HAND, 'vpcLatticeConfigurations'] : BY_HAND;
  const shape = shapedReporting(serviceSchema, withPercents(without(withVolumes(value), byHand)), { place, findings }) as Part;
  reportRest(only(value, byHand), READ, { place, findings });
  const { capacityProviderStrategy, schedulingStrategy, ...rest } = shape;
  const gone = onlyOnLost(building, { ...shape, schedulingStrategy });
  if (gone !== undefined) return reportLost(building, place, `the service ${name} runs on ${gone}, which is not simulated`);
  const part: Part = {
    serviceName: name,
    taskDefinition: referenceTo(known, definitions),
    ...(schedulingStrategy === 'DAEMON' ? { schedulingStrategy } : { desiredCount: desiredOf(building, described, name) }),
    ...strategyOf(building, capacityProviderStrategy),
    ...kept(rest, known),
    ...networkOf(building, described, known),
    ...targetsOf(building, described, known),
    ...connectOf(building, described),
    ...(isShifted(value) ? latticesOf(value) : {}),
  };
  rebalance(building, part, described);
  const scaled = { name, described, part, known };
  const scaling = scalingOf(building, scaled);
  findings.understoodPart(place, part, () => {
    return `service ${name}: ${counted(part)} of ${String(part.taskDefinition)}${part.scaling === undefined ? '' : ', scaled'}`;
  });
  return Object.assign(part, schedulingStrategy === 'DAEMON' ? {} : recordedOf(building, scaled, scaling), scaling);
}

/** Returns the service with its volumes, which describe-services has in the latest deployment. */
function withVolumes(value: Block): Block {
  const [latest] = listOf(field(value, 'deployments'));
  const volumeConfigurations = field(latest, 'volumeConfigurations');
  return volumeConfigurations === undefined ? value : { volumeConfigurations, ...value };
}

/**
 * A service of an account has what DescribeServices shows: without the key it is DISABLED. One of a template or plan is a new service, for
 * which the key's absence means ENABLED (N.AZRB-2).
 */
function rebalance({ findings }: Building, part: Part, { value, place }: DescribedResource): void {
  const service = { schedulingStrategy: 'REPLICA', loadBalancers: [], deploymentConfiguration: {}, ...part } as unknown as ServiceText;
  if (part.availabilityZoneRebalancing !== undefined || whyNotRebalanced(service, { placement: {} }) !== null) return;
  const name = String(part.serviceName);
  if (textAt(value, 'serviceArn') !== undefined) part.availabilityZoneRebalancing = 'DISABLED';
  else
    findings.assumed(
      place,
      `the service ${name} is new, and its Availability Zone rebalancing is ENABLED: nothing says otherwise`,
      `services.${name}.availabilityZoneRebalancing`,
    );
}

/** Returns the recorded data of a service whose load does not follow from its scaling policies. */
function recordedOf(building: Building, scaled: Scaled, scaling: Part | undefined): Part {
  const load = scaling?.load === undefined ? recordedLoad(building, scaled, []) : {};
  return { ...load, ...(scaling === undefined ? recordedCount(building, scaled) : {}) };
}

function reportLost({ findings }: Building, place: Place, message: string): undefined {
  findings.lost(place, message);
  return undefined;
}

function reportLeft({ findings }: Building, place: Place, message: string): undefined {
  findings.leftOut(place, message);
  return undefined;
}

function counted({ desiredCount }: Part): string {
  return desiredCount === undefined ? 'a daemon' : plural(Number(desiredCount), 'task');
}

function uniqueName({ scenario }: Building, name: string): string {
  const isTaken = (candidate: string) => scenario.services.some(({ serviceName }) => serviceName === candidate);
  let unique = name;
  for (let n = 2; isTaken(unique); n++) unique = `${name}-${n}`;
  return unique;
}

/** Returns the definition of its task sets for a service with an EXTERNAL or CODE_DEPLOY deployment controller. */
function referenceOf(value: Block): string | undefined {
  const own = textAt(value, 'taskDefinition');
  if (own !== undefined) return own;
  const sets = listOf(field(value, 'taskSets'));
  return textAt(sets.find((set) => textAt(set, 'status') === 'PRIMARY') ?? sets[0], 'taskDefinition');
}

/** Defaults to the minimum capacity of its scaling target, else to one. */
function desiredOf({ inventory, findings }: Building, described: DescribedResource, name: string): number {
  const { value, place } = described;
  const given = field(value, 'desiredCount');
  if (!isUnresolved(given) && given !== undefined && /^\d+$/.test(String(given))) return Number(given);
  const target = inventory.scalableTargets.find((one) => isOf(one, described));
  const least = Math.max(1, Number(textAt(target?.value, 'minCapacity') ?? 1) || 1);
  const why = isUnresolved(given)
    ? 'how many is known only when the stack is there'
    : given === undefined
      ? 'it does not say how many'
      : `${shortText(given)} is no number`;
  findings.assumed(place, `the service ${name} begins with ${plural(least, 'task')}: ${why}`, `services.${name}.desiredCount`);
  return least;
}

/** Returns the providers of a service all of whose providers are not simulated; undefined if it has another one, or none. */
function onlyOnLost(building: Building, { capacityProviderStrategy, launchType, schedulingStrategy }: Part): string | undefined {
  if (launchType !== undefined || schedulingStrategy === 'DAEMON') return undefined;
  const own = providersIn(capacityProviderStrategy);
  const names = own.length > 0 ? own : defaultProviders(building);
  return names.length > 0 && names.every((name) => building.lostProviders.has(name)) ? names.join(' and ') : undefined;
}

function strategyOf({ lostProviders }: Building, strategy: unknown): Part {
  const list = strategyItems(strategy).filter(({ capacityProvider }) => !lostProviders.has(String(capacityProvider)));
  return list.length === 0 ? {} : { capacityProviderStrategy: list };
}

/** Moves the percentages, which plans keep beside the other fields, into the deployment configuration. */
function withPercents(value: Part): Part {
  const key = (name: string) => Object.keys(value).find((candidate) => keyLetters(candidate) === name);
  const moved = ['deploymentmaximumpercent', 'deploymentminimumhealthypercent', 'deploymentcircuitbreaker', 'alarms'].map(
    (name) => [name, key(name)] as const,
  );
  if (moved.every(([, found]) => found === undefined)) return value;
  const names: Record<string, string> = {
    deploymentmaximumpercent: 'maximumPercent',
    deploymentminimumhealthypercent: 'minimumHealthyPercent',
    deploymentcircuitbreaker: 'deploymentCircuitBreaker',
    alarms: 'alarms',
  };
  const own = blockIn(field(value, 'deploymentConfiguration')) ?? {};
  const entries = moved.flatMap(([name, found]) => (found === undefined ? [] : [[names[name]!, value[found]] as const]));
  return {
    ...without(value, [...moved.map(([name]) => name), 'deploymentConfiguration']),
    deploymentConfiguration: { ...own, ...blockOf(entries) },
  };
}

/** Drops AWS defaults and empty lists that describe-services writes out. */
function kept(rest: Part, { definition }: Known): Part {
  const entries = Object.entries(rest).filter(([key, value]) => {
    if (Array.isArray(value) && value.length === 0) return false;
    if (isBlock(value) && Object.keys(value).length === 0) return false;
    if (key === 'platformVersion') return value !== 'LATEST';
    if (key === 'launchType') return true;
    return !(key === 'healthCheckGracePeriodSeconds' && value === 0);
  });
  const found = Object.fromEntries(entries);
  // ECS returns placement strategies also for daemons and tasks without instances, where they have no effect.
  if (providerOfLaunchType(String(rest.launchType)) !== undefined || !definition.launchTypes.includes('EC2'))
    delete found.placementStrategy;
  const configuration = found.deploymentConfiguration;
  if (isBlock(configuration)) found.deploymentConfiguration = withoutIdle(configuration);
  return found;
}

/** Drops features that are switched off, and the bake time that describe-services writes out for rolling updates without one. */
function withoutIdle(configuration: Block): Part {
  return Object.fromEntries(
    Object.entries(configuration).filter(
      ([key, value]) =>
        !(isBlock(value) && value.enable === false) &&
        !(Array.isArray(value) && value.length === 0) &&
        !(key === 'bakeTimeInMinutes' && value === 0 && (configuration.strategy ?? 'ROLLING') === 'ROLLING'),
    ),
  );
}

/** Returns the zones of the subnets of a service or of scheduled tasks; all zones when none is known. */
export function networkOf(
  { inventory, scenario, findings }: Building,
  { value, place }: Pick<DescribedResource, 'value' | 'place'>,
  { definition }: Pick<Known, 'definition'>,
): Part {
  if (definition.networkMode !== 'awsvpc') return {};
  const network = blockIn(field(value, 'networkConfiguration'));
  const own = blockIn(field(network, 'awsvpcConfiguration')) ?? network;
  const subnets = listOf(field(own, 'subnets')).map(shownText);
  if (subnets.length === 0) return {};
  const zones = subnets.map((subnet) => textAt(findBy(inventory.subnets, subnet, 'subnetId', 'id')?.value, 'availabilityZone'));
  const isKnown = zones.every((zone) => zone !== undefined && /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(zone));
  if (!isKnown) {
    findings.assumed(
      under(place, 'networkConfiguration'),
      'its tasks may run in every zone of the cluster: the zones of its subnets are not in the input',
      'cluster.subnets',
    );
    return {};
  }
  subnets.forEach((subnet, i) => {
    scenario.cluster.subnets[subnet] = zones[i]!;
  });
  return { networkConfiguration: { awsvpcConfiguration: { subnets: subnets.slice(0, 16) } } };
}
