import { MINUTE_MS } from '../../../kernel/durations.js';
import { type ObservedSeries, seriesText } from '../../../observed/series.js';
import { type Place, under } from '../../findings.js';
import { field, textAt } from '../../in-scenario-shape.js';
import { isBlock, listOf, nameIn, plural } from '../../plain-data.js';
import type { DescribedResource } from '../../resource-inventory.js';
import type { Building, Part } from '../context.js';
import type { Known } from '../definitions.js';
import { familyIn } from '../lookup.js';
import { momentAt, momentText, msOf } from '../moments.js';
import { providerName } from '../providers.js';
import { placeOf } from '../recorded.js';
import { fleetOf, providerOf } from './instances.js';
import { drydockTag, numberTag } from './tags.js';
import { addWorkloads, tasksOf } from './tasks.js';

/** Builds the present state of the cluster in the shape of `present`. */

export interface Present {
  readonly section: Part;
  /** Time of the state, at which the scenario begins. */
  readonly startsAt: string;
  /** Seed of a cluster that Drydock simulated. */
  readonly seed: number | undefined;
}

/** Returns undefined when the input does not describe a running cluster. */
export function presentOf(building: Building, definitions: readonly Known[]): Present | undefined {
  const { inventory, findings } = building;
  if (inventory.containerInstances.length + inventory.tasks.length === 0) return undefined;
  const fleet = fleetOf(building);
  const tasks = tasksOf(building, definitions, fleet);
  const atMs = momentOf(building, fleet.parts);
  addWorkloads(building, { tasks, definitions, atMs });
  const startsAt = momentText(atMs);
  const section: Part = {
    at: startsAt,
    ...some('containerInstances', fleet.parts),
    ...some('tasks', tasks),
    ...some('services', deploymentsOf(building, definitions)),
    ...some('autoScalingGroups', groupsOf(building)),
    ...metricsOf(building, atMs),
    ...countersOf(building),
  };
  const [first] = [...inventory.containerInstances, ...inventory.tasks];
  findings.understood(
    { file: first!.place.file, field: '' },
    `the present state at ${startsAt}: ${plural(fleet.parts.length, 'instance')}, ${plural(tasks.length, 'task')}`,
  );
  return { section, startsAt, seed: numberTag(inventory.clusters[0]?.value, 'seed') };
}

function some(key: string, list: readonly Part[]): Part {
  return list.length === 0 ? {} : { [key]: list };
}

/** Returns the time given by the user, else by the snapshot, else the latest time in the answers, in whole seconds as a scenario begins. */
function momentOf({ inventory, findings, at }: Building, instances: readonly Part[]): number {
  const times = inventory.snapshots.flatMap(({ value }) => [
    ...listOf(field(value, 'calls')).map((call) => msOf(field(call, 'at'))),
    msOf(field(value, 'at')),
  ]);
  const known = times.filter((ms) => ms !== undefined);
  const ids = new Set(instances.map(({ ec2InstanceId }) => ec2InstanceId));
  const machines = inventory.ec2Instances.filter(({ value }) => ids.has(textAt(value, 'instanceId')));
  const latest = latestOf([...inventory.containerInstances, ...inventory.tasks, ...machines]);
  const givenMs = at ?? (known.length > 0 ? Math.max(...known) : undefined);
  const ms = Math.ceil((givenMs ?? latest.ms) / 1_000) * 1_000;
  if (givenMs === undefined)
    findings.assumed(
      latest.place,
      `the state is of ${momentText(ms)}, the latest time in the answers: they do not say when they were made (--at sets it)`,
      'startsAt',
    );
  else if (latest.ms > ms)
    findings.mistake(
      latest.place,
      `is ${momentText(latest.ms)}, after ${momentText(ms)}, the time of the state: the files are of different times, or --at is too early`,
    );
  return ms;
}

const PAST = ['launchTime', 'registeredAt', 'createdAt', 'pullStartedAt', 'pullStoppedAt', 'startedAt', 'stoppingAt', 'connectivityAt'];

function latestOf(list: readonly DescribedResource[]): { ms: number; place: Place } {
  let latest = { ms: 0, place: list[0]!.place };
  for (const { value, place } of list)
    for (const key of PAST) {
      const ms = msOf(field(value, key));
      if (ms !== undefined && ms > latest.ms) latest = { ms, place: under(place, key) };
    }
  return latest;
}

/** Returns the deployments of services with ECS's own deployment controller. */
function deploymentsOf({ inventory, scenario, findings }: Building, definitions: readonly Known[]): Part[] {
  return inventory.services.flatMap(({ value, place }) => {
    const serviceName = textAt(value, 'serviceName') ?? '';
    const service = scenario.services.find((part) => part.serviceName === serviceName);
    const list = listOf(field(value, 'deployments')).filter(isBlock);
    if (service === undefined || list.length === 0) return [];
    const deployments = list.flatMap((deployment, i) => {
      const status = textAt(deployment, 'status') ?? '';
      const reference = textAt(deployment, 'taskDefinition') ?? '';
      const { family, revision } = familyIn(reference);
      const known = definitions.find(({ definition }) => definition.family === family && definition.revision === revision);
      if (!['PRIMARY', 'ACTIVE'].includes(status)) return [];
      if (known === undefined) {
        findings.mistake(
          under(place, 'deployments', i, 'taskDefinition'),
          `is ${nameIn(reference)}, which is not in the input: save what describe-task-definition gives for it as well`,
        );
        return [];
      }
      const failed = Number(textAt(deployment, 'failedTasks') ?? 0);
      const state = textAt(deployment, 'rolloutState');
      const rolloutState = state !== undefined && /^(IN_PROGRESS|COMPLETED|FAILED)$/.test(state) ? { rolloutState: state } : {};
      return [
        {
          status,
          taskDefinition: `${family}:${revision}`,
          ...momentAt(deployment, 'createdAt'),
          ...rolloutState,
          ...(failed > 0 ? { failedTasks: failed } : {}),
        },
      ];
    });
    return deployments.length === 0 || isIdle(deployments) ? [] : [{ serviceName, deployments }];
  });
}

/** Returns whether no deployment is in progress. */
function isIdle([first, ...others]: readonly Part[]): boolean {
  return others.length === 0 && first!.rolloutState === 'COMPLETED' && first!.failedTasks === undefined;
}

/** Returns the desired capacity of the groups. */
function groupsOf({ inventory, scenario }: Building): Part[] {
  return inventory.autoScalingGroups.flatMap((group) => {
    const capacityProvider = providerOf(inventory, group);
    const desired = Number(textAt(group.value, 'desiredCapacity') ?? Number.NaN);
    const isThere = scenario.cluster.capacityProviders.some((part) => typeof part !== 'string' && part.name === capacityProvider);
    if (!isThere || !Number.isInteger(desired)) return [];
    const [out, back] = [msOf(drydockTag(group.value, 'last-scale-out')), msOf(drydockTag(group.value, 'last-scale-in'))];
    return [
      {
        capacityProvider,
        desiredCapacity: desired,
        ...(out === undefined ? {} : { lastScaleOutAt: momentText(out) }),
        ...(back === undefined ? {} : { lastScaleInAt: momentText(back) }),
      },
    ];
  });
}

/** Returns the counters of a cluster that Drydock simulated, so that numbering continues. */
function countersOf({ inventory }: Building): Part {
  const cluster = inventory.clusters[0]?.value;
  const numbers = { containerInstances: numberTag(cluster, 'next-container-instance'), tasks: numberTag(cluster, 'next-task') };
  const groups = inventory.autoScalingGroups.map((group) => [providerOf(inventory, group), numberTag(group.value, 'so-far')] as const);
  const services = inventory.services.map(({ value }) => [textAt(value, 'serviceName') ?? '', numberTag(value, 'so-far')] as const);
  const found = {
    ...defined(Object.entries(numbers)),
    ...someOf('autoScalingGroups', defined(groups)),
    ...someOf('services', defined(services)),
  };
  return someOf('counters', found);
}

function defined(entries: readonly (readonly [string, number | undefined])[]): Part {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function someOf(key: string, part: Part): Part {
  return Object.keys(part).length === 0 ? {} : { [key]: part };
}

const METRIC = 'CapacityProviderReservation';
const VALUES_MAX = 180;
/** Alarms look back 15 minutes; a series that ends earlier has no effect. */
const STALE_MS = 15 * MINUTE_MS;
/** Beyond this distance the files describe different times. */
const APART_MS = 24 * 60 * MINUTE_MS;

/** Imports the last minutes of CapacityProviderReservation, so that its alarms continue. Other metrics serve backtests and loads. */
function metricsOf(building: Building, atMs: number): Part {
  const found: Record<string, number[]> = {};
  for (const series of building.recordings.series) {
    const provider = providerIn(building, series);
    if (provider === undefined) continue;
    building.recordings.used.add(series);
    const values = valuesOf(building, series, atMs);
    if (values.length > 0) found[provider] = values;
  }
  return Object.keys(found).length === 0 ? {} : { metrics: { [METRIC]: found } };
}

/** Matches the provider by the query, else by the label. */
function providerIn({ scenario }: Building, { name, label }: ObservedSeries): string | undefined {
  if (name === null ? !label.includes(METRIC) : name.metric !== METRIC) return undefined;
  const names = scenario.cluster.capacityProviders.flatMap((part) => (typeof part === 'string' ? [] : [String(part.name)]));
  const named = name?.dimensions.CapacityProviderName;
  const words = named === undefined ? label.split(/[^\w-]+/) : [named];
  return names.find((one) => words.some((word) => providerName(word) === one));
}

/** Returns one value per minute up to the present, oldest first, without a gap at the end. */
function valuesOf({ findings }: Building, series: ObservedSeries, atMs: number): number[] {
  const points = series.atMs.flatMap((ms, i) => (series.values[i]! < 0 ? [] : [{ ms, value: series.values[i]! }]));
  const last = points.findLast(({ ms }) => ms <= atMs);
  if (last === undefined || atMs - last.ms > STALE_MS) {
    const apartMs = last === undefined ? (points[0]?.ms ?? atMs) - atMs : atMs - last.ms;
    const message = `the times of ${seriesText(series)} do not overlap with the state of the cluster: they ${last === undefined ? 'begin' : 'end'} ${Math.round(apartMs / MINUTE_MS)} minutes ${last === undefined ? 'after' : 'before'} it`;
    if (apartMs > APART_MS) findings.mistake(placeOf(series), message);
    else if (points.length > 0) findings.leftOut(placeOf(series), message);
    return [];
  }
  const found: number[] = [];
  let next = last.ms;
  for (const point of points.filter(({ ms }) => ms <= last.ms).reverse()) {
    if (next - point.ms > MINUTE_MS || found.length >= VALUES_MAX) break;
    if (found.length === 0 || next - point.ms === MINUTE_MS) found.unshift(point.value);
    next = point.ms;
  }
  return found;
}
