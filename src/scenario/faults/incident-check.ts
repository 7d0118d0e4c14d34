import { checkTypeName, checkZones } from '../cluster/named-check.js';
import { groupProviders } from '../cluster/providers.js';
import type { Context } from '../context.js';
import type { FaultText } from '../schema.js';
import { targetGroupName } from '../services/target-group.js';
import type { Path } from '../text/problem.js';
import { instead } from '../text/suggest.js';

/** Types of incident-schema.ts. */
const TYPES = [
  'launchFailure',
  'noNetwork',
  'healthCheckFault',
  'metricGap',
  'controlPlane',
  'pullFailure',
  'dependencyDown',
  'dnsDown',
  'fargateLaunchFailure',
  'scheduleDelay',
] as const;
export type IncidentFault = Extract<FaultText, { type: (typeof TYPES)[number] }>;

export function isOfIncident(fault: FaultText): fault is IncidentFault {
  return (TYPES as readonly string[]).includes(fault.type);
}

/** A fault that finds nothing to hit stays and warns: the scenario may be one of many that a timeline is laid over (I.MAP-5). */
export function checkIncidentFault(context: Context, path: Path, fault: IncidentFault): void {
  if ('availabilityZone' in fault) checkZones(context, [...path, 'availabilityZone'], fault.availabilityZone);
  switch (fault.type) {
    case 'launchFailure':
      if (fault.instanceType !== undefined) checkTypeName(context, [...path, 'instanceType'], fault.instanceType);
      return checkGroupName(context, path, fault.capacityProvider);
    case 'noNetwork':
      return checkGroupName(context, path, fault.capacityProvider);
    case 'healthCheckFault':
      return checkTargetGroup(context, [...path, 'targetGroup'], fault.targetGroup);
    case 'controlPlane':
      return checkZoned(context, [...path, 'availabilityZone'], fault);
    case 'dependencyDown':
      return checkDependency(context, [...path, 'dependency'], fault.dependency);
  }
}

/** Actions that ECS takes for a whole service or cluster. */
const ZONELESS: readonly string[] = ['update', 'scaling'];

function checkZoned(context: Context, path: Path, { availabilityZone, actions }: Extract<IncidentFault, { type: 'controlPlane' }>): void {
  const zoneless = actions.filter((action) => ZONELESS.includes(action));
  if (availabilityZone !== undefined && zoneless.length > 0)
    context.error(path, `stands beside ${zoneless.join(' and ')}, which is of no zone: write a separate fault for that`);
}

/** A fault of instances names the provider of a group. */
export function checkGroupName(context: Context, path: Path, name: string | undefined): void {
  const { capacityProviders } = context.scenario.cluster;
  if (name === undefined || (context.names.capacityProviders.includes(name) && !capacityProviders.some((other) => other === name))) return;
  const names = groupProviders(context.scenario).map((provider) => provider.name);
  const what = `there is no Auto Scaling group provider ${JSON.stringify(name)} in the cluster${instead(name, names)}`;
  context.error([...path, 'capacityProvider'], what);
}

function checkTargetGroup(context: Context, path: Path, name: string | undefined): void {
  if (name === undefined) return;
  const names = context.scenario.services.flatMap(({ loadBalancers }) =>
    loadBalancers.map(({ targetGroupArn }) => targetGroupName(targetGroupArn)),
  );
  if (!names.includes(name)) context.error(path, `no service is in a target group ${JSON.stringify(name)}${instead(name, names)}`);
}

function checkDependency(context: Context, path: Path, name: string): void {
  const names = context.scenario.services.flatMap(({ dependencies = [] }) => dependencies.map((one) => one.name));
  if (!names.includes(name))
    context.warn(path, `changes nothing: no service has ${JSON.stringify(name)} among its dependencies${instead(name, names)}`);
}
