import { type Findings, type Place, under } from '../findings.js';
import { field, textAt } from '../in-scenario-shape.js';
import { reportNotSimulated } from '../not-simulated.js';
import { at, type Block, blockOf, isBlock, listOf, nameIn, plural } from '../plain-data.js';
import type { ResourceInventory, ResourceKind } from '../resource-inventory.js';
import { callFor, NO_USE, whyOfNoUse } from './no-use.js';

/** Reads answers of the AWS API, as the AWS CLI prints them or as tools record them. Each is recognised by its keys. */

const LISTS: Readonly<Record<string, ResourceKind>> = {
  clusters: 'clusters',
  capacityProviders: 'capacityProviders',
  services: 'services',
  taskDefinitions: 'taskDefinitions',
  containerInstances: 'containerInstances',
  tasks: 'tasks',
  protectedTasks: 'protectedTasks',
  settings: 'accountSettings',
  AutoScalingGroups: 'autoScalingGroups',
  LaunchTemplateVersions: 'launchTemplates',
  LaunchConfigurations: 'launchConfigurations',
  LifecycleHooks: 'lifecycleHooks',
  ScheduledUpdateGroupActions: 'groupActions',
  TargetGroups: 'targetGroups',
  Subnets: 'subnets',
  CapacityReservations: 'capacityReservations',
  ScalableTargets: 'scalableTargets',
  ScalingPolicies: 'scalingPolicies',
  ScheduledActions: 'scheduledActions',
  MetricAlarms: 'alarms',
  InstanceTypes: 'instanceTypes',
};

/** Single resources, as create- and update- calls return them. */
const SINGLE: Readonly<Record<string, ResourceKind>> = {
  cluster: 'clusters',
  capacityProvider: 'capacityProviders',
  service: 'services',
  taskDefinition: 'taskDefinitions',
  containerInstance: 'containerInstances',
  task: 'tasks',
  setting: 'accountSettings',
};

/** CloudWatch data is read together with the other files, in `recordings`. */
const RECORDED = ['MetricDataResults', 'MetricDataQueries', 'Datapoints'];

const TOKENS = ['nextToken', 'NextToken', 'nextPageToken', 'NextPageToken', 'NextMarker'];
const DIMENSION = 'ecs:service:DesiredCount';

export interface Answer {
  readonly file: string;
  readonly value: unknown;
}

export function readApi({ file, value }: Answer, inventory: ResourceInventory, findings: Findings): void {
  if (Array.isArray(value)) value.forEach((item, i) => void readOne(plainOf(item), { file, field: String(i) }, { inventory, findings }));
  else readOne(plainOf(value), { file, field: '' }, { inventory, findings });
}

/** Returns whether the inventory contains anything from which a scenario can be made. */
export function isDescribed(inventory: ResourceInventory): boolean {
  const kinds = [
    'clusters',
    'clusterProviders',
    'capacityProviders',
    'services',
    'taskDefinitions',
    'autoScalingGroups',
    'containerInstances',
    'tasks',
  ] as const;
  return kinds.some((kind) => inventory[kind].length > 0);
}

interface Into {
  readonly inventory: ResourceInventory;
  readonly findings: Findings;
}

function readOne(value: unknown, place: Place, into: Into): void {
  const { inventory, findings } = into;
  if (!isBlock(value)) return findings.leftOut(place, 'is no answer of AWS');
  if (isScenario(value)) return findings.mistake(place, "is a scenario of Drydock already: 'drydock run' takes it as it is");
  reportPage(value, place, findings);
  reportFailures(value, place, findings);
  if (readOurs(value, place, into)) return;
  let isKnown = false;
  for (const [key, inner] of Object.entries(value)) isKnown = readKey(key, inner, { place: under(place, key), into }) || isKnown;
  if (at(value, 'containerDefinitions') !== undefined) inventory.taskDefinitions.push({ place, value });
  else if (isService(value)) inventory.services.push({ place, value });
  else if (!isKnown) findings.leftOut(place, whyOfNoUse(value));
}

/** Returns whether a document is the input of create-service: one service, whose task definition may be in task sets elsewhere. */
function isService(value: Block): boolean {
  return at(value, 'serviceName') !== undefined && OF_SERVICE.some((key) => at(value, key) !== undefined);
}

const OF_SERVICE = ['taskDefinition', 'taskSets', 'desiredCount', 'deploymentController', 'schedulingStrategy'];

/** Returns whether a document is a scenario: it lists groups or a duration in its cluster, whereas an answer of AWS has a cluster ARN. */
function isScenario(value: Block): boolean {
  const cluster = at(value, 'cluster');
  if (!isBlock(cluster) || at(cluster, 'clusterArn') !== undefined) return false;
  return at(value, 'duration') !== undefined || listOf(at(cluster, 'capacityProviders')).some(isBlock);
}

/** Reads the files that Drydock writes beside answers: the time of the answers and the meaning of each metric. */
function readOurs(value: Block, place: Place, { inventory, findings }: Into): boolean {
  if (at(value, 'snapshot') === 1 && Array.isArray(at(value, 'calls'))) inventory.snapshots.push({ place, value });
  else if (at(value, 'engine_version') !== undefined && at(value, 'at_ms') !== undefined) inventory.snapshots.push({ place, value });
  else if (at(value, 'TargetGroupArn') !== undefined && Array.isArray(at(value, 'Attributes')))
    inventory.targetGroupAttributes.push({ place, value });
  else if (isBlock(at(value, 'MetricStat')) && at(value, 'Id') !== undefined) return true;
  else if (isBlock(at(value, 'counters')) && at(value, 'at') !== undefined && Array.isArray(at(value, 'containerInstances'))) {
    inventory.snapshots.push({ place, value });
    findings.leftOut(place, 'is the present section of a scenario: the answers beside it are read instead, and only its time is taken');
  } else return false;
  return true;
}

/** A list of strings under such a key contains names only. */
function readKey(key: string, inner: unknown, { place, into }: { place: Place; into: Into }): boolean {
  const { inventory, findings } = into;
  if (Object.hasOwn(NO_USE, key)) {
    findings.leftOut(place, NO_USE[key]!);
    return true;
  }
  if (isLost(key, inner, { place, into })) return true;
  if (key === 'Reservations') return readReservations(inner, place, inventory);
  if (RECORDED.includes(key)) return true;
  if (Object.hasOwn(SINGLE, key) && isBlock(inner)) {
    inventory[SINGLE[key]!].push({ place, value: inner });
    return true;
  }
  if (Array.isArray(inner) && Object.hasOwn(LISTS, key)) {
    const blocks = inner.flatMap((item, i) => (isBlock(item) ? [{ place: under(place, i), value: item }] : []));
    const ofGroups = key === 'ScalingPolicies' ? blocks.filter(({ value }) => textAt(value, 'autoScalingGroupName') !== undefined) : [];
    inventory.groupPolicies.push(...ofGroups);
    const ours = blocks.filter((one) => isOurs(key, one.value));
    inventory[LISTS[key]!].push(...ours);
    const others = inner.length - ours.length - ofGroups.length;
    if (others > 0) findings.leftOut(place, `${plural(others, 'entry')} that ${others === 1 ? 'is' : 'are'} not of ECS`);
    return true;
  }
  if (!/Arns$|^families$/.test(key) || !Array.isArray(inner)) return false;
  findings.leftOut(place, `has names only: save what ${callFor(key)} gives`);
  return true;
}

/** Rejects Application Auto Scaling of other AWS services. */
function isOurs(key: string, value: Block): boolean {
  if (!['ScalableTargets', 'ScalingPolicies', 'ScheduledActions'].includes(key)) return true;
  return textAt(value, 'scalableDimension') === DIMENSION || /^service\//.test(textAt(value, 'resourceId') ?? '');
}

/** Reads answers that describe a service of Express Mode or a managed daemon, which no scenario has. */
function isLost(key: string, inner: unknown, { place, into }: { place: Place; into: Into }): boolean {
  const isExpress = key === 'service' && at(inner, 'activeConfigurations') !== undefined;
  const isDaemon = key === 'daemon' && at(inner, 'daemonArn') !== undefined;
  if (!isExpress && !isDaemon) return false;
  const name = nameIn(textAt(inner, isExpress ? 'serviceName' : 'daemonArn') ?? key);
  return reportNotSimulated({ type: isExpress ? 'AWS::ECS::ExpressGatewayService' : 'AWS::ECS::Daemon', name, place }, into.findings);
}

function readReservations(inner: unknown, place: Place, inventory: ResourceInventory): boolean {
  listOf(inner).forEach((reservation, i) => {
    listOf(field(reservation, 'instances')).forEach((value, j) => {
      if (isBlock(value)) inventory.ec2Instances.push({ place: under(place, i, 'Instances', j), value });
    });
  });
  return true;
}

function reportPage(value: Block, place: Place, findings: Findings): void {
  const token = TOKENS.find((key) => typeof at(value, key) === 'string' && at(value, key) !== '');
  if (token !== undefined)
    findings.mistake(
      under(place, token),
      'is there, so this is one page of several: save the whole answer, without --max-items and --no-paginate',
    );
}

function reportFailures(value: Block, place: Place, findings: Findings): void {
  listOf(at(value, 'failures')).forEach((failure, i) => {
    findings.leftOut(
      under(place, 'failures', i),
      `AWS did not answer for ${textAt(failure, 'arn') ?? 'one'}: ${textAt(failure, 'reason') ?? 'without a reason'}`,
    );
  });
}

const RECORDED_DEPTH_MAX = 40;

/** Unwraps answers that recorders store under `data`, and times that they split into parts. */
function plainOf(value: unknown): unknown {
  const data = at(value, 'data');
  return isBlock(data) && at(value, 'status_code') !== undefined ? withTimes(data, 0) : value;
}

function withTimes(value: unknown, depth: number): unknown {
  if (depth > RECORDED_DEPTH_MAX) return value;
  if (Array.isArray(value)) return value.map((item) => withTimes(item, depth + 1));
  if (!isBlock(value)) return value;
  if (at(value, '__class__') === 'datetime') return timeOf(value);
  return blockOf(Object.entries(value).map(([key, inner]) => [key, withTimes(inner, depth + 1)] as const));
}

function timeOf(parts: Block): string {
  const two = (key: string) => String(Number(at(parts, key) ?? 0)).padStart(2, '0');
  return `${Number(at(parts, 'year'))}-${two('month')}-${two('day')}T${two('hour')}:${two('minute')}:${two('second')}Z`;
}
