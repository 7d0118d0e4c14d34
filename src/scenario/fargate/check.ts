import { FARGATE_SIZES } from '../../catalog/fargate.js';
import { whyNotInZone } from '../../fargate/platform/places.js';
import { useProblems } from '../../fargate/platform/problems.js';
import { checkZones } from '../cluster/named-check.js';
import { kindOfWork, strategyOf } from '../cluster/providers.js';
import { type Context, checkUnique } from '../context.js';
import { hasInstances } from '../features.js';
import type { ServiceText, WorkloadText } from '../schema.js';
import { timings as timingsSchema } from '../settings/schema.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import type { Path } from '../text/problem.js';
import { start as startSchema } from './schema.js';
import { fargateProvidersOf, fargateZone, fargateZonesOf, PLAIN_TASK } from './setup.js';

/** For example `use1-az3`, and `usw2-lax1-az1` in a Local Zone. */
const ZONE_ID = /^[a-z]+[a-z0-9-]*-az\d+$/;

/**
 * Reports what prevents a definition, or the way in which a service or standalone tasks start it, from running on Fargate (C.ERR-02,
 * C.GEN-02).
 */
export function checkOnFargate(context: Context, path: Path, work: ServiceText | WorkloadText, definition: TaskDefinition): void {
  const { scenario } = context;
  for (const { message: reason } of definition.refusals.FARGATE)
    context.error([...path, 'taskDefinition'], `${definition.family} cannot run on Fargate: ${reason}`, reason);
  const { platformVersion = 'LATEST', placementStrategy = [], placementConstraints = [] } = work;
  const use = {
    isSpot: work.launchType === undefined && strategyOf(work, scenario).some((item) => item.capacityProvider === 'FARGATE_SPOT'),
    platformVersion,
    startedBy: 'serviceName' in work ? work.schedulingStrategy : 'RunTask',
    hasPlacementStrategy: placementStrategy.length > 0,
    hasPlacementConstraints: placementConstraints.length > 0,
    region: scenario.region,
    zones: zonesOf(context, work).map((zone) => fargateZone(scenario, zone)),
  } as const;
  const rules = { sizes: FARGATE_SIZES, awsBehaviour: scenario.awsBehaviour };
  for (const { parameter, what, remedy } of useProblems(definition.fargateTask, use, rules)) {
    const { at, subject } = placeOf(parameter, path, work);
    const reason = `${what}; ${remedy}`;
    context.error(at, subject ? `${definition.family}: ${reason}` : reason, reason);
  }
}

/** The place of a mistake; `subject`: the definition contributes to it, but is not at that place. */
function placeOf(parameter: string, path: Path, { networkConfiguration }: ServiceText | WorkloadText): { at: Path; subject: boolean } {
  if (parameter === 'region') return { at: ['region'], subject: true };
  if (parameter === 'subnets')
    return {
      at: [...path, 'networkConfiguration', ...(networkConfiguration === undefined ? [] : ['awsvpcConfiguration', 'subnets'])],
      subject: true,
    };
  if (parameter.startsWith('runtimePlatform')) return { at: [...path, 'taskDefinition'], subject: true };
  return { at: [...path, parameter], subject: false };
}

/** The zones of the work's subnets; without subnets all zones with Fargate. */
function zonesOf({ scenario, zones }: Context, { networkConfiguration }: ServiceText | WorkloadText): string[] {
  if (networkConfiguration === undefined) return fargateZonesOf(scenario, zones);
  const { subnets = {} } = scenario.cluster;
  const named = networkConfiguration.awsvpcConfiguration.subnets.map((subnet) =>
    Object.hasOwn(subnets, subnet) ? subnets[subnet]! : subnet,
  );
  return [...new Set(named.filter((zone) => zones.includes(zone)))];
}

/** Warns of parts of a start beside the whole one. Images still take their unpacked size of the storage. */
export function warnOfStart({ scenario, warn }: Context): void {
  const { whole, ...parts } = scenario.fargate.start;
  const usual = startSchema.parse({});
  if (whole === undefined) return;
  for (const key of Object.keys(parts) as (keyof typeof parts)[])
    if (key !== 'unpackFactor' && parts[key] !== usual[key])
      warn(['fargate', 'start', key], 'has no effect: fargate.start.whole takes its place');
}

/** Times that tasks on Fargate do not take: `fargate.start` and `fargate.stop` have theirs. */
const ON_INSTANCES = ['eniAttach', 'imagePull', 'containerStart', 'eniDetach'] as const;

/** Warns of times of instances where there is none. */
export function warnOfTimings({ scenario, warn }: Context): void {
  if (hasInstances(scenario)) return;
  const usual = timingsSchema.parse({});
  for (const key of ON_INSTANCES)
    if (JSON.stringify(scenario.timings[key]) !== JSON.stringify(usual[key]))
      warn(['timings', key], 'has no effect: there are no instances; fargate.start and fargate.stop have the times of Fargate');
}

/** Checks the ids of zones, and that Fargate is in some of them (C.FG-07, T.FG-9). */
export function checkFargateZones(context: Context): void {
  const { scenario, zones } = context;
  const { cluster, fargate, region, services, workloads } = scenario;
  const ids = Object.entries(cluster.availabilityZoneIds ?? {});
  const path = ['cluster', 'availabilityZoneIds'];
  for (const [zone, id] of ids) {
    checkZones(context, [...path, zone], zone);
    if (!ZONE_ID.test(id)) context.error([...path, zone], `${JSON.stringify(id)} is no id of a zone, such as use1-az3`);
  }
  const entries = ids.map(([zone, name]) => ({ name, at: [zone] }));
  checkUnique(context, path, entries);
  checkZones(context, ['fargate', 'availabilityZones'], fargate.availabilityZones);
  fargate.availabilityZones?.forEach((zone, i) => {
    const found = whyNotInZone(PLAIN_TASK, region, fargateZone(scenario, zone));
    if (found !== null) context.error(['fargate', 'availabilityZones', i], `zone ${zone} ${found.why}; name other zones`);
  });
  const isUsed = [...services, ...workloads].some((work) => kindOfWork(work, scenario) === 'fargate');
  if (isUsed && fargateProvidersOf(scenario).length > 0 && fargateZonesOf(scenario, zones).length === 0)
    context.error(
      ['cluster', 'availabilityZones'],
      'has no zone with Fargate, on which services or workloads are to run; add a zone that has it',
    );
}
