import { API_BUCKETS, apiBucketOf } from '../../services/rates/api-calls.js';
import { checkChangedAttributes } from '../cluster/attributes-check.js';
import { checkTypeName, checkZones, isTypeName } from '../cluster/named-check.js';
import { accountProvidersOf, groupProviders } from '../cluster/providers.js';
import { trunkFromMs } from '../cluster/trunks.js';
import type { Context } from '../context.js';
import { kindOfPolicy } from '../groups/policies-setup.js';
import { covers, type PoolEntry, type PoolNames } from '../market/known-pools.js';
import type { FaultText, Scenario } from '../schema.js';
import type { Path } from '../text/problem.js';
import { instead, show } from '../text/suggest.js';
import { durationMs } from '../units.js';
import { checkGroupSize } from './group-bounds.js';
import { checkGroupName, checkIncidentFault, isOfIncident } from './incident-check.js';

/** The pools from which groups launch. */
export interface Pools {
  readonly spot: readonly PoolNames[];
  readonly onDemand: readonly PoolNames[];
}

interface Place {
  readonly instanceType?: string | undefined;
  readonly capacityProvider?: PoolEntry['capacityProvider'];
  readonly availabilityZone?: string | undefined;
}

/** Returns false if the place cannot be determined. */
export function checkPlace(context: Context, path: Path, { instanceType, capacityProvider, availabilityZone }: Place): boolean {
  if (instanceType !== undefined && capacityProvider !== undefined)
    context.error([...path, 'capacityProvider'], 'stands beside instanceType: Fargate has no instances');
  if (instanceType !== undefined) checkTypeName(context, [...path, 'instanceType'], instanceType);
  checkZones(context, [...path, 'availabilityZone'], availabilityZone);
  const isType = instanceType === undefined || isTypeName(context, instanceType);
  return isType && (availabilityZone === undefined || context.zones.includes(availabilityZone));
}

export function checkFaults(context: Context, pools: Pools): void {
  context.scenario.faults.forEach((fault, i) => {
    const path = ['faults', i];
    if (durationMs(fault.at) >= durationMs(context.scenario.duration))
      context.warn([...path, 'at'], `${fault.at} is not before the end of the run: this never happens`);
    if (isOfIncident(fault)) {
      checkIncidentFault(context, path, fault);
      return;
    }
    const place = fault as Place;
    const isPlace = checkPlace(context, path, place);
    checkChoice(context, path, fault);
    checkType(context, path, fault);
    const hit = hitBy(fault, pools);
    // A fault of pools may name a Fargate provider; any other fault names a group's provider.
    if (hit === undefined && 'capacityProvider' in fault) checkGroupName(context, path, fault.capacityProvider);
    if (isPlace && hit !== undefined && !hit.some((pool) => covers(place, pool)))
      context.warn(path, `changes nothing: ${unmatchedText(place, fault.type.startsWith('spot') ? ' on Spot' : '')}`, 'noEffect');
  });
}

/** A fault chooses its instances in one way. */
function checkChoice(context: Context, path: Path, fault: FaultText): void {
  const { share, count, containerInstances } = fault as { share?: number; count?: number; containerInstances?: readonly number[] };
  if (count !== undefined && share !== undefined) context.error([...path, 'share'], 'stands beside count: give one of them');
  for (const [key, value] of Object.entries({ share, count }))
    if (containerInstances !== undefined && value !== undefined)
      context.error([...path, key], 'stands beside containerInstances: give one of them');
}

/** Checks what only faults of one type have. */
function checkType(context: Context, path: Path, fault: FaultText): void {
  const { scenario } = context;
  switch (fault.type) {
    case 'registrationFailure':
      if (!canHaveTrunks(scenario))
        context.warn(path, 'changes nothing: no group has awsvpcTrunking, and only a trunk can fail', 'noEffect');
      return;
    case 'protect':
      if (!canBeProtected(scenario, fault.capacityProvider))
        context.warn(path, 'changes nothing: ECS alone sets the protection of instances under managedTerminationProtection', 'noEffect');
      return;
    case 'fargateRetirement':
      if (accountProvidersOf(scenario).length === 0) context.warn(path, 'changes nothing: no task runs on Fargate', 'noEffect');
      return;
    case 'taskFailure':
    case 'stopDeployment':
      return checkService(context, [...path, 'service'], fault.service);
    case 'alarmState':
      return checkAlarm(context, path, fault);
    case 'stopTask':
      return checkStopped(context, path, fault);
    case 'groupSize':
      return checkGroupSize(context, path, fault);
    case 'executePolicy':
      return checkExecution(context, path, fault);
    case 'attributes':
      return checkChangedAttributes(context, path, fault);
    case 'apiThrottling':
      return warnOfRate(context, path, fault);
  }
}

function checkStopped(context: Context, path: Path, { service, tasks }: Extract<FaultText, { type: 'stopTask' }>): void {
  if (service === undefined && tasks === undefined) context.error([...path, 'service'], 'is missing: give service or tasks');
  if (service !== undefined && tasks !== undefined) context.error([...path, 'tasks'], 'stands beside service: give one of them');
  if (service !== undefined) checkService(context, [...path, 'service'], service);
}

function checkService(context: Context, path: Path, name: string): void {
  const names = context.scenario.services.map(({ serviceName }) => serviceName);
  if (!names.includes(name)) context.error(path, `there is no service ${JSON.stringify(name)}${instead(name, names)}`);
}

/** A predictive policy has no alarm, and that of a step scaling policy is its only one. */
function checkAlarm(context: Context, path: Path, { service, policyName, alarm }: Extract<FaultText, { type: 'alarmState' }>): void {
  checkService(context, [...path, 'service'], service);
  const { policies = [] } = context.scenario.services.find(({ serviceName }) => serviceName === service)?.scaling ?? {};
  const policy = policies.find((one) => one.policyName === policyName);
  const names = policies.flatMap((one) => one.policyName ?? []);
  if (policy === undefined)
    context.error([...path, 'policyName'], `the service has no scaling policy ${JSON.stringify(policyName)}${instead(policyName, names)}`);
  else if (policy.predictiveScalingPolicyConfiguration !== undefined)
    context.error([...path, 'policyName'], 'a predictive scaling policy has no alarm: name one of target tracking or step scaling');
  else if (alarm === 'low' && policy.targetTrackingScalingPolicyConfiguration === undefined)
    context.error([...path, 'alarm'], 'the policy has no alarm that removes tasks: leave it out');
}

function canHaveTrunks(scenario: Scenario): boolean {
  const { accountSettings } = scenario.cluster;
  return groupProviders(scenario).some(({ autoScalingGroup }) => trunkFromMs(autoScalingGroup, accountSettings) !== null);
}

/** Returns whether a provider, or any provider, has an instance or a task that manual protection can protect. */
function canBeProtected(scenario: Scenario, name: string | undefined): boolean {
  return groupProviders(scenario).some(
    (provider) =>
      (name === undefined || provider.name === name) && provider.autoScalingGroupProvider.managedTerminationProtection === 'DISABLED',
  );
}

/** Why nothing exists at the place of an entry or a fault. */
export function unmatchedText({ capacityProvider }: Place, how: string): string {
  if (capacityProvider !== undefined) return `no task runs on ${capacityProvider} there`;
  return `no group launches such instances${how}`;
}

/** The pools that a fault affects; undefined for a fault that also affects other things. */
function hitBy(fault: FaultText, { spot, onDemand }: Pools): readonly PoolNames[] | undefined {
  const { type } = fault;
  if (type === 'capacityDrought' || (type === 'apiThrottling' && fault.action !== 'RunTask')) return [...spot, ...onDemand];
  return type === 'spotDrought' || type === 'spotInterruption' ? spot : undefined;
}

/** Without a fault nothing is throttled, so a rate above AWS's own throttles less than AWS itself does (T.THR-4). */
function warnOfRate(context: Context, path: Path, { action, callsPerSecond }: Extract<FaultText, { type: 'apiThrottling' }>): void {
  const bucket = API_BUCKETS[apiBucketOf(action)];
  if (bucket !== undefined && callsPerSecond > bucket.rate.refill)
    context.warn([...path, 'callsPerSecond'], `is more than the ${bucket.rate.refill} a second that an account has for ${action}`);
}

/** Checks a call of ExecutePolicy as EC2 Auto Scaling does. */
function checkExecution(context: Context, path: Path, fault: Extract<FaultText, { type: 'executePolicy' }>): void {
  const { capacityProvider, policyName, metricValue, breachThreshold } = fault;
  const provider = groupProviders(context.scenario).find(({ name }) => name === capacityProvider);
  if (provider === undefined) return;
  const policies = provider.autoScalingGroup.scalingPolicies ?? [];
  const policy = policies.find((one) => one.policyName === policyName);
  if (policy === undefined) {
    const names = policies.map((one) => one.policyName);
    return context.error(
      [...path, 'policyName'],
      `${show(policyName)} is no scaling policy of ${capacityProvider}${instead(policyName, names)}`,
    );
  }
  const kind = kindOfPolicy(policy);
  if (kind === 'TargetTrackingScaling')
    return context.error([...path, 'policyName'], `${show(policyName)} tracks a target: only step and simple policies can be executed`);
  const given = [metricValue, breachThreshold].filter((value) => value !== undefined).length;
  if (kind === 'StepScaling' && given < 2) context.error(path, 'needs metricValue and breachThreshold: a step is chosen by them');
  if (kind === 'SimpleScaling' && given > 0) context.error(path, 'has metricValue or breachThreshold, which are of step scaling');
}
