import { checkInstanceType } from '../cluster/named-check.js';
import { groupProviders } from '../cluster/providers.js';
import { presentAtMsOf, startsAtMsOf } from '../complete.js';
import type { Context } from '../context.js';
import { momentMsOf } from '../moment.js';
import type { PresentText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { instead } from '../text/suggest.js';
import { checkKept } from './kept-check.js';
import { checkPresentRoom } from './room-check.js';
import { checkPresentTasks } from './tasks-check.js';

/** Checks that everything in the present state can exist at time 0. */
export function checkPresent(context: Context): void {
  const { present } = context.scenario;
  if (present === undefined || present.file !== undefined) return checkFile(context, present);
  checkAt(context, present);
  checkTimes(context, ['present'], present);
  checkOrdinals(context, 'containerInstances', 'ordinal');
  checkOrdinals(context, 'tasks', 'ordinal');
  checkIds(context, ['present', 'containerInstances'], 'ec2InstanceId', present.containerInstances);
  checkIds(context, ['present', 'tasks'], 'id', present.tasks);
  present.containerInstances.forEach((instance, i) => {
    checkInstance(context, ['present', 'containerInstances', i], instance);
  });
  checkGroups(context, present);
  checkPresentTasks(context, present);
  checkPresentRoom(context, present);
  checkKept(context, present);
}

/** The content of a readable file has replaced the reference. */
function checkFile(context: Context, present: PresentText | undefined): void {
  const others = Object.entries(present ?? {}).filter(([key, value]) => key !== 'file' && Array.isArray(value) && value.length > 0);
  if (others.length > 0)
    context.error(['present', 'file'], `stands beside ${others.map(([key]) => key).join(', ')}: a file takes the place of all else`);
}

/** The state may be of another time, to replay older recordings with the present cluster. */
function checkAt(context: Context, { at }: PresentText): void {
  const { startsAt } = context.scenario;
  if (at === undefined || momentMsOf(at) === startsAtMsOf(context.scenario)) return;
  context.warn(
    ['present', 'at'],
    `the state is of ${at}, and the run begins at ${startsAt}: it uses the state as if it were of that time, ages included`,
  );
}

/** Keys with times in the future. */
const LATER: readonly string[] = ['protectedUntil'];
const TIME = /(At|Since|Until|Time)$/;

/** Checks that all other times are before the run. */
function checkTimes(context: Context, path: Path, value: unknown): void {
  const atMs = presentAtMsOf(context.scenario);
  const walk = (at: Path, one: unknown) => {
    if (typeof one === 'object' && one !== null)
      for (const [key, inner] of Object.entries(one)) walk([...at, Array.isArray(one) ? Number(key) : key], inner);
    const key = at.at(-1);
    if (typeof one !== 'string' || typeof key !== 'string' || !TIME.test(key) || LATER.includes(key)) return;
    const ms = momentMsOf(one);
    if (ms !== undefined && ms > atMs)
      context.error(
        at,
        `${one} is after ${context.scenario.present?.at ?? `the run begins (${context.scenario.startsAt})`}: the present state cannot be later`,
      );
  };
  for (const key of ['containerInstances', 'tasks', 'services', 'autoScalingGroups'] as const)
    walk([...path, key], (value as PresentText)[key]);
}

/** Either all entries have a number or none: otherwise the missing numbers would be unknown. */
function checkOrdinals(context: Context, key: 'containerInstances' | 'tasks', field: 'ordinal'): void {
  const list = context.scenario.present![key];
  const numbered = list.filter((one) => one[field] !== undefined).length;
  if (numbered === 0) return;
  let before = -1;
  list.forEach((one, i) => {
    const path = ['present', key, i, field];
    const number = one[field];
    if (number === undefined) context.error(path, `is missing, and ${numbered} of ${list.length} have one: all have it, or none`);
    else if (number <= before) context.error(path, `${number} does not come after ${before}: the numbers must rise`);
    before = Math.max(before, number ?? before);
  });
}

function checkIds<K extends string>(context: Context, path: Path, key: K, list: readonly { readonly [key in K]: string }[]): void {
  const first = new Map<string, number>();
  list.forEach((one, i) => {
    const earlier = first.get(one[key]);
    if (earlier === undefined) first.set(one[key], i);
    else context.error([...path, i, key], `${JSON.stringify(one[key])} is that of ${path.at(-1)}[${earlier}] already: ids are unique`);
  });
}

function checkInstance(context: Context, path: Path, instance: PresentText['containerInstances'][number]): void {
  const { instanceType, availabilityZone, capacityProvider, lifecycle, registeredAt, launchTime } = instance;
  checkInstanceType(context, [...path, 'instanceType'], instanceType);
  const provider = groupOf(context, [...path, 'capacityProvider'], capacityProvider);
  const zones = provider?.autoScalingGroup.availabilityZones ?? context.zones;
  if (!zones.includes(availabilityZone))
    context.error(
      [...path, 'availabilityZone'],
      `${JSON.stringify(availabilityZone)} is not a zone of ${provider === undefined ? 'the cluster' : provider.name}: ${zones.join(', ')}`,
    );
  const policy = provider?.autoScalingGroup.mixedInstancesPolicy?.instancesDistribution;
  if (provider !== undefined && lifecycle === 'spot' && (policy?.onDemandPercentageAboveBaseCapacity ?? 100) === 100)
    context.error(
      [...path, 'lifecycle'],
      `is spot, and ${provider.name} buys none: give its group a mixedInstancesPolicy with onDemandPercentageAboveBaseCapacity below 100`,
    );
  if (capacityProvider === undefined && lifecycle === 'spot')
    context.warn([...path, 'lifecycle'], 'is spot outside any capacity provider: it is billed On-Demand and never interrupted');
  if (registeredAt !== undefined && launchTime !== undefined && momentMsOf(registeredAt)! < momentMsOf(launchTime)!)
    context.error([...path, 'registeredAt'], `${registeredAt} is before its launch at ${launchTime}`);
  if (capacityProvider === undefined && instance.lifecycleState !== undefined && instance.lifecycleState !== 'InService')
    context.error(
      [...path, 'lifecycleState'],
      `is ${instance.lifecycleState} without a capacityProvider: only a group launches and ends instances`,
    );
}

/** The provider with that name; undefined if there is none, which is reported if a name was given. */
function groupOf(context: Context, path: Path, name: string | undefined) {
  if (name === undefined) return undefined;
  const groups = groupProviders(context.scenario);
  const found = groups.find((group) => group.name === name);
  if (found === undefined && !context.names.capacityProviders.includes(name)) {
    const names = groups.map((group) => group.name);
    const where = 'with a group under cluster.capacityProviders';
    context.error(path, `there is no capacity provider ${JSON.stringify(name)} ${where}${instead(name, names)}`);
  }
  return found;
}

function checkGroups(context: Context, { autoScalingGroups, metrics, counters }: PresentText): void {
  autoScalingGroups.forEach(({ capacityProvider, desiredCapacity }, i) => {
    const path = ['present', 'autoScalingGroups', i];
    const group = groupOf(context, [...path, 'capacityProvider'], capacityProvider)?.autoScalingGroup;
    if (autoScalingGroups.findIndex((one) => one.capacityProvider === capacityProvider) < i)
      context.error([...path, 'capacityProvider'], `${JSON.stringify(capacityProvider)} is there already`);
    if (group !== undefined && (desiredCapacity < group.minSize || desiredCapacity > group.maxSize))
      context.error(
        [...path, 'desiredCapacity'],
        `${desiredCapacity} is not within minSize ${group.minSize} and maxSize ${group.maxSize} of the group of ${capacityProvider}`,
      );
  });
  for (const name of Object.keys(metrics.CapacityProviderReservation))
    groupOf(context, ['present', 'metrics', 'CapacityProviderReservation', name], name);
  for (const name of Object.keys(counters.autoScalingGroups)) groupOf(context, ['present', 'counters', 'autoScalingGroups', name], name);
}
