import type { Scenario, ServiceText } from '../scenario/schema.js';
import { primaryOf } from '../services/deployments/deployments.js';
import { RolloutState } from '../services/service-states.js';
import { TaskState } from '../services/task-states.js';
import { NONE } from '../sim/cluster/fleet.js';
import { type Moment, TAG, tagsOf } from './moment.js';
import { targetGroupArn } from './targets.js';

/** Keys of a service that DescribeServices returns as create-service received them. */
const AS_WRITTEN = [
  'serviceName',
  'launchType',
  'capacityProviderStrategy',
  'platformVersion',
  'placementConstraints',
  'placementStrategy',
  'networkConfiguration',
  'healthCheckGracePeriodSeconds',
  'schedulingStrategy',
  'deploymentController',
  'availabilityZoneRebalancing',
  'monitoring',
] as const satisfies readonly (keyof ServiceText)[];

/** Counts of the tasks of a revision. */
interface Counts {
  running: number;
  pending: number;
}

export function describeServices(moment: Moment): object {
  return { services: moment.scenario.services.map((text, service) => serviceOf(moment, text, service)), failures: [] };
}

function serviceOf(moment: Moment, text: ServiceText, service: number): object {
  const { world, names } = moment;
  const { desired, requested } = world.records.services[service]!;
  const counts = revisionCounts(moment, service);
  const all = [...counts.values()];
  const running = all.reduce((sum, one) => sum + one.running, 0);
  const pending = all.reduce((sum, one) => sum + one.pending, 0);
  const wanted = text.schedulingStrategy === 'DAEMON' ? running + pending : desired;
  const written = AS_WRITTEN.flatMap((key) => (text[key] === undefined ? [] : [[key, text[key]] as const]));
  return {
    ...Object.fromEntries(written),
    serviceArn: names.service(world.setup.services[service]!),
    clusterArn: names.cluster,
    status: 'ACTIVE',
    ...{ desiredCount: wanted, runningCount: running, pendingCount: pending },
    taskDefinition: names.taskDefinition(definitionOf(moment, service, primaryRevision(moment, service))),
    deploymentConfiguration: text.deploymentConfiguration,
    loadBalancers: text.loadBalancers.map((one) => ({ ...one, targetGroupArn: targetGroupArn(moment, one.targetGroupArn) })),
    serviceRegistries: [],
    deployments: deploymentsOf(moment, service, { counts, wanted }),
    events: [],
    createdAt: moment.names.time(0),
    enableECSManagedTags: false,
    propagateTags: 'NONE',
    tags: tagsOf({ [TAG.soFar]: requested }),
  };
}

/** PRIMARY first, then those with tasks left, the latest first. */
function deploymentsOf(
  moment: Moment,
  service: number,
  { counts, wanted }: { readonly counts: ReadonlyMap<number, Counts>; readonly wanted: number },
): object[] {
  const { world, names, history, scenario } = moment;
  const { deploymentState } = world.records.services[service]!;
  const { list } = deploymentState.deployments;
  const primary = primaryRevision(moment, service);
  const text = scenario.services[service]!;
  const older = [...counts.keys()].filter((revision) => revision !== primary).sort((a, b) => b - a);
  return [primary, ...older].map((revision) => {
    const isPrimary = revision === primary;
    const found = isPrimary ? list[deploymentState.deployments.primary] : list.findLast((one) => one.revision === revision);
    const { running, pending } = counts.get(revision) ?? { running: 0, pending: 0 };
    const rollout = hasDeploymentSpec(moment, service) ? (found?.rollout ?? RolloutState.COMPLETED) : RolloutState.COMPLETED;
    const at = moment.names.time(history.deployedMs.get(`${service}/${revision}`) ?? 0);
    return {
      id: names.deployment(world.setup.services[service]!, revision),
      status: isPrimary ? 'PRIMARY' : 'ACTIVE',
      taskDefinition: names.taskDefinition(definitionOf(moment, service, revision)),
      ...volumesOf(text, revision),
      ...{ desiredCount: isPrimary ? wanted : running + pending, pendingCount: pending, runningCount: running },
      failedTasks: isPrimary ? (found?.watch.breaker.failures ?? 0) : 0,
      ...{ createdAt: at, updatedAt: at },
      rolloutState: ROLLOUTS.find(([, state]) => state === rollout)![0],
      rolloutStateReason: '',
    };
  });
}

/** Returns the volumes of a deployment: it keeps those of the one before unless it has its own. */
function volumesOf({ volumeConfigurations, deployments }: ServiceText, revision: number): Pick<ServiceText, 'volumeConfigurations'> {
  const changed = deployments.slice(0, revision).findLast((deployment) => deployment.volumeConfigurations !== undefined);
  const volumes = changed?.volumeConfigurations ?? volumeConfigurations;
  return volumes === undefined ? {} : { volumeConfigurations: volumes };
}

const ROLLOUTS = Object.entries(RolloutState);

function hasDeploymentSpec({ world }: Moment, service: number): boolean {
  return world.setup.services[service]!.deploymentSpec !== null;
}

export function primaryRevision({ world }: Moment, service: number): number {
  return world.setup.services[service]!.deploymentSpec === null
    ? 0
    : primaryOf(world.records.services[service]!.deploymentState.deployments).revision;
}

export function definitionOf({ world }: Moment, service: number, revision: number): number {
  const { deploymentSpec, taskDefinition } = world.setup.services[service]!;
  return deploymentSpec?.revisions[revision]?.taskDefinition ?? taskDefinition;
}

/** Running and pending tasks of a service by the number of their revision. */
export function revisionCounts({ world }: Moment, service: number): Map<number, Counts> {
  const { tasks, equivalences, records } = world;
  const counts = new Map<number, Counts>();
  for (let slot = records.services[service]!.newest; slot !== NONE; slot = tasks.nextOfService[slot]!) {
    if (tasks.cause[slot] !== 0) continue;
    const { revision } = equivalences.all[tasks.equivalence[slot]!]!.taskClass;
    const count = counts.get(revision) ?? { running: 0, pending: 0 };
    if (tasks.state[slot] === TaskState.RUNNING) count.running++;
    else count.pending++;
    counts.set(revision, count);
  }
  return counts;
}

/** describe-task-definition, one file each. */
export function describeTaskDefinitions({ scenario, world, names }: Moment): Map<string, object> {
  return new Map(
    world.setup.taskDefinitions.map(({ family, revision }, index) => {
      const { taskDefinitionArn: _a, status: _s, ...written } = unwrapped(scenario.taskDefinitions[index]!);
      const described = { taskDefinitionArn: names.taskDefinition(index), ...written, family, revision, status: 'ACTIVE' };
      return [`describe-task-definition-${family}-${revision}.json`, { taskDefinition: described, tags: [] }];
    }),
  );
}

function unwrapped(written: Scenario['taskDefinitions'][number]): Record<string, unknown> {
  return (written.taskDefinition ?? written) as Record<string, unknown>;
}
