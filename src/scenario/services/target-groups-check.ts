import { limitProblems } from '../../services/load-balancing/limits.js';
import { tasksMax } from '../../services/replica.js';
import { checkZones } from '../cluster/named-check.js';
import { type Context, checkUniqueIn } from '../context.js';
import type { Scenario, ServiceText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { targetGroupName, typeFor, typeOf } from './target-group.js';
import { SLOW_START_SECONDS } from './target-groups-schema.js';

type TargetGroupText = Scenario['targetGroups'][number];

/** A target group in use: the first place where it is written, and the most tasks that may be in it at once. */
interface Used {
  readonly group: TargetGroupText | undefined;
  readonly place: Path;
  targets: number;
}

/** Checks each target group, and the targets that all services together register with each load balancer. */
export function checkTargetGroups(context: Context): void {
  const { targetGroups } = context.scenario;
  checkUniqueIn(context, ['targetGroups'], targetGroups, 'name');
  targetGroups.forEach((group, i) => {
    checkZones(context, ['targetGroups', i, 'availabilityZones'], group.availabilityZones);
    const { healthCheckIntervalSeconds: interval, healthCheckTimeoutSeconds: timeout } = group;
    if (timeout >= interval)
      context.error(
        ['targetGroups', i, 'healthCheckTimeoutSeconds'],
        `${timeout} is not below healthCheckIntervalSeconds, which is ${interval}`,
      );
    checkDivision(context, ['targetGroups', i], group);
    const { protocol } = group;
    if (protocol !== undefined && typeOf(group) !== typeFor(protocol))
      context.error(['targetGroups', i, 'loadBalancerType'], `${typeOf(group)} is not possible with ${protocol}: leave it out`);
    const first = targetGroups.find(({ loadBalancerName: name }) => name !== undefined && name === group.loadBalancerName);
    if (first !== undefined && typeOf(first) !== typeOf(group))
      context.error(
        ['targetGroups', i, 'loadBalancerType'],
        `${typeOf(group)} is not possible: ${first.loadBalancerName} is of type ${typeOf(first)} for ${first.name}`,
      );
  });
  for (const groups of byBalancer(context.scenario).values()) checkLimits(context, groups);
}

/** Checks how its requests are divided (N.LBX-1, N.LBX-2). */
function checkDivision(context: Context, path: Path, group: TargetGroupText): void {
  const { slowStartDurationSeconds: slow, loadBalancingAlgorithmType: algorithm } = group;
  const { least, most } = SLOW_START_SECONDS;
  const at = [...path, 'slowStartDurationSeconds'];
  if (slow > 0 && slow < least) context.error(at, `${slow} is not possible: 0, which is off, or ${least} to ${most}`);
  if (slow > 0 && algorithm !== 'round_robin') context.error(at, `is not possible with ${algorithm}: only with round_robin`);
  if (typeOf(group) === 'application') return;
  if (slow > 0) context.error(at, 'is for Application Load Balancers, and this one is of type network');
  if (algorithm !== 'round_robin')
    context.error([...path, 'loadBalancingAlgorithmType'], 'is for Application Load Balancers, and this one is of type network');
}

/** Groups the services' target groups by their load balancer. */
function byBalancer({ services, targetGroups }: Scenario): Map<string, Used[]> {
  const used = new Map<string, Used>();
  services.forEach((service, i) => {
    for (const [j, { targetGroupArn }] of service.loadBalancers.entries()) {
      const name = targetGroupName(targetGroupArn);
      const place = ['services', i, 'loadBalancers', j];
      const one = used.get(name) ?? { group: targetGroups.find((group) => group.name === name), place, targets: 0 };
      one.targets += mostTargets(service);
      used.set(name, one);
    }
  });
  const balancers = new Map<string, Used[]>();
  for (const [name, one] of used) {
    const balancer = one.group?.loadBalancerName === undefined ? `of ${name}` : `named ${one.group.loadBalancerName}`;
    balancers.set(balancer, [...(balancers.get(balancer) ?? []), one]);
  }
  return balancers;
}

function checkLimits(context: Context, groups: readonly Used[]): void {
  const [first] = groups as [Used];
  const use = { type: typeOf(first.group), targets: groups.map(({ targets }) => targets), zones: context.zones.length };
  for (const { group, message } of limitProblems(use)) {
    const { loadBalancerName: name } = first.group ?? {};
    if (group !== null) context.warn(groups[group]!.place, message);
    else context.warn(first.place, name === undefined ? message : `${name}, its load balancer, ${message}`);
  }
}

/** Includes deployments: a rolling update has old and new tasks in one target group, a traffic shift has one set in each. */
function mostTargets(service: ServiceText): number {
  const { desiredCount = 0, desiredCountSchedule, scaling, schedulingStrategy, deploymentConfiguration, deploymentController } = service;
  if (schedulingStrategy === 'DAEMON') return 0;
  const scheduled = (desiredCountSchedule?.entries ?? []).map((entry) => entry.desiredCount);
  const most = Math.max(desiredCount, scaling?.maxCapacity ?? 0, ...scheduled);
  const { strategy = 'ROLLING', maximumPercent = 200 } = deploymentConfiguration;
  const isRolling = strategy === 'ROLLING' && (deploymentController?.type ?? 'ECS') === 'ECS';
  return isRolling ? tasksMax(most, maximumPercent) : most;
}
