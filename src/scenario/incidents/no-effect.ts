import { Spot } from '../../autoscaling/group/purchase.js';
import { accountProvidersOf, groupProviders, isOnInstances } from '../cluster/providers.js';
import { hasSpot } from '../groups/setup.js';
import type { FaultText, Scenario } from '../schema.js';
import { targetGroupAt, typeOf } from '../services/target-group.js';

/** A fault of any type. */
type Loose = Readonly<Record<string, unknown>> & { readonly type: string };
type Reason = (fault: Loose, scenario: Scenario) => string | null;

const noGroup: Reason = (_, scenario) =>
  groupProviders(scenario).some(({ autoScalingGroup }) => autoScalingGroup.maxSize > 0) ? null : 'no group launches instances';
const noInstance: Reason = (_, scenario) =>
  groupProviders(scenario).length + scenario.cluster.containerInstances.length > 0 ? null : 'the cluster has no instances';
const noFargate: Reason = (_, scenario) => (accountProvidersOf(scenario).length > 0 ? null : 'no task runs on Fargate');
const noSpot: Reason = (_, scenario) =>
  groupProviders(scenario).some(({ autoScalingGroup }) => hasSpot(autoScalingGroup)) ||
  accountProvidersOf(scenario).some(({ kind, nth }) => kind.platform?.purchaseOf(nth) === Spot)
    ? null
    : 'nothing runs on Spot';

function noDependency({ dependency }: Loose, { services }: Scenario): string | null {
  const isNamed = services.some((service) =>
    (service as { dependencies?: readonly { name: string }[] }).dependencies?.some(({ name }) => name === dependency),
  );
  return isNamed ? null : `no service depends on ${String(dependency)}`;
}

function noTargets({ loadBalancerType = 'all' }: Loose, scenario: Scenario): string | null {
  const types = scenario.services.flatMap(({ loadBalancers }) =>
    loadBalancers.map(({ targetGroupArn }) => typeOf(targetGroupAt(targetGroupArn, scenario))),
  );
  if (types.some((type) => loadBalancerType === 'all' || type === loadBalancerType)) return null;
  const whose = loadBalancerType === 'all' ? '' : ` of ${loadBalancerType === 'network' ? 'a Network' : 'an Application'} Load Balancer`;
  return `no service has a target group${whose}`;
}

function noMetrics(_: Loose, scenario: Scenario): string | null {
  const managed = groupProviders(scenario).some(({ autoScalingGroupProvider: { managedScaling } }) => managedScaling.status === 'ENABLED');
  const scaled = scenario.services.some(
    ({ scaling, deploymentConfiguration }) => scaling !== undefined || deploymentConfiguration.alarms?.enable,
  );
  return managed || scaled ? null : 'nothing scales by a metric';
}

function noImage({ images }: Loose, scenario: Scenario): string | null {
  if (typeof images !== 'string') return null;
  const names = scenario.taskDefinitions.flatMap((definition) => {
    const { containerDefinitions = [] } = definition as { containerDefinitions?: readonly { image?: string }[] };
    return containerDefinitions.map(({ image = '' }) => image);
  });
  return names.some((name) => name.startsWith(images)) ? null : `no image is from ${images}`;
}

function noSchedule(_: Loose, { workloads }: Scenario): string | null {
  return workloads.some(({ arrivals: { type } }) => type === 'cron' || type === 'rate') ? null : 'no workload starts by cron or rate';
}

function noTasksOf({ launchType = 'all' }: Loose, scenario: Scenario): string | null {
  const work = [...scenario.services, ...scenario.workloads];
  const isHit = (isInstances: boolean) => launchType === 'all' || (launchType === 'EC2') === isInstances;
  return work.some((one) => isHit(isOnInstances(one, scenario))) ? null : `no task has the launch type ${String(launchType)}`;
}

function noTargetsOrTasks(fault: Loose, scenario: Scenario): string | null {
  const isOfTargets = (fault.actions as readonly string[] | undefined)?.every((action) => action === 'deregisterTarget') ?? false;
  return noTasksOf(fault, scenario) ?? (isOfTargets ? noTargets({ type: fault.type }, scenario) : null);
}

const REASONS: Readonly<Record<string, Reason>> = {
  launchFailure: noGroup,
  noNetwork: (fault, scenario) => (noGroup(fault, scenario) === null ? null : (noFargate(fault, scenario) ?? null)),
  slowBoot: noGroup,
  apiThrottling: (fault, scenario) => (fault.action === 'RunInstances' ? noGroup(fault, scenario) : null),
  capacityDrought: (fault, scenario) => (fault.capacityProvider === undefined ? null : noFargate(fault, scenario)),
  agentDisconnect: noInstance,
  instanceFailure: noInstance,
  terminate: noInstance,
  spotInterruption: noSpot,
  spotDrought: noSpot,
  fargateLaunchFailure: noFargate,
  fargateRetirement: noFargate,
  dependencyDown: noDependency,
  healthCheckFault: noTargets,
  metricGap: noMetrics,
  scheduleDelay: noSchedule,
  controlPlane: noTargetsOrTasks,
  registryDown: noImage,
  slowPull: noImage,
  pullFailure: noImage,
};

/** Why a fault cannot act on the scenario; null if it may (I.MAP-5). */
export function whyNoEffect(fault: FaultText, scenario: Scenario): string | null {
  return REASONS[fault.type]?.(fault as unknown as Loose, scenario) ?? null;
}
