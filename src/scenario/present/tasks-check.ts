import { accountProvidersOf, providerOfLaunchType } from '../cluster/providers.js';
import type { Context } from '../context.js';
import type { PresentText } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { Path } from '../text/problem.js';
import { instead } from '../text/suggest.js';
import { durationMs } from '../units.js';
import { serviceOfGroup, workloadOf } from './owner.js';

type TaskText = PresentText['tasks'][number];

/** Checks the owners and places of present tasks: all names must be known. */
export function checkPresentTasks(context: Context, present: PresentText): void {
  const instances = new Map(present.containerInstances.map((instance) => [instance.ec2InstanceId, instance]));
  const services = new Map(context.scenario.services.map((service) => [service.serviceName, service]));
  present.tasks.forEach((task, i) => {
    const path = ['present', 'tasks', i];
    const isKnown = checkDefinition(context, [...path, 'taskDefinition'], task.taskDefinition);
    checkOwner(context, path, { task, isKnown, isService: (name) => services.has(name) });
    checkPlace(context, path, { task, instance: instances.get(task.containerInstance ?? '') });
    if (task.runTime !== undefined && durationMs(task.runTime) === 0)
      context.error([...path, 'runTime'], 'must be longer than nothing: the task would have stopped');
  });
  present.services.forEach(({ serviceName, deployments }, i) => {
    const path = ['present', 'services', i];
    const service = services.get(serviceName);
    if (service === undefined && !context.names.services.includes(serviceName))
      context.error([...path, 'serviceName'], noService(context, serviceName));
    deployments.forEach(({ taskDefinition, status }, nth) => {
      const at = [...path, 'deployments', nth];
      const isKnown = checkDefinition(context, [...at, 'taskDefinition'], taskDefinition);
      if (status !== 'PRIMARY' || service === undefined || !isKnown) return;
      if (findDefinition(taskDefinition, context.definitions) !== findDefinition(service.taskDefinition, context.definitions))
        context.error(
          [...at, 'taskDefinition'],
          `${taskDefinition} is PRIMARY, and the service's own is ${service.taskDefinition}: they are the same`,
        );
    });
    const primaries = deployments.filter(({ status }) => status === 'PRIMARY').length;
    if (primaries !== 1) context.error([...path, 'deployments'], `has ${primaries} PRIMARY deployments: exactly one is`);
    if (service?.deploymentController !== undefined && service.deploymentController.type !== 'ECS' && deployments.length > 1)
      context.error(
        [...path, 'deployments'],
        `are under way with the controller ${service.deploymentController.type}: only rolling updates can be taken over`,
      );
  });
  for (const name of Object.keys(present.counters.services))
    if (!services.has(name)) context.error(['present', 'counters', 'services', name], noService(context, name));
  for (const name of Object.keys(present.counters.workloads))
    if (!context.names.workloads.includes(name)) context.error(['present', 'counters', 'workloads', name], noWorkload(context, name));
}

function noService({ names }: Context, name: string): string {
  return `there is no service ${JSON.stringify(name)} under services${instead(name, names.services)}`;
}

function noWorkload({ names }: Context, name: string): string {
  return `there is no workload ${JSON.stringify(name)} under workloads${instead(name, names.workloads)}`;
}

/** Returns true if the definition exists. */
function checkDefinition(context: Context, path: Path, reference: string): boolean {
  if (findDefinition(reference, context.definitions) !== undefined) return true;
  if (context.definitions.every((definition) => definition !== undefined))
    context.error(
      path,
      `there is no task definition ${JSON.stringify(reference)} under taskDefinitions${instead(reference, context.names.families)}`,
    );
  return false;
}

function checkOwner(
  context: Context,
  path: Path,
  { task, isKnown, isService }: { readonly task: TaskText; readonly isKnown: boolean; readonly isService: (name: string) => boolean },
): void {
  const service = serviceOfGroup(task.group);
  if (service !== undefined) {
    if (!isService(service) && !context.names.services.includes(service)) context.error([...path, 'group'], noService(context, service));
  } else if (task.workload !== undefined) {
    if (!context.names.workloads.includes(task.workload)) context.error([...path, 'workload'], noWorkload(context, task.workload));
  } else if (isKnown && workloadOf(task, context.scenario, context.definitions) === undefined)
    context.error(
      [...path, 'taskDefinition'],
      `${task.taskDefinition} is that of no workload, by whose runTime it would run on: list one under workloads, or name one here with workload`,
    );
}

function checkPlace(
  context: Context,
  path: Path,
  { task, instance }: { readonly task: TaskText; readonly instance: PresentText['containerInstances'][number] | undefined },
): void {
  const { containerInstance, launchType, availabilityZone, capacityProvider, lastStatus } = task;
  const byLaunchType = providerOfLaunchType(launchType);
  const needsNone = byLaunchType !== undefined;
  if (containerInstance !== undefined && instance === undefined)
    context.error([...path, 'containerInstance'], `there is no ${JSON.stringify(containerInstance)} under present.containerInstances`);
  if (containerInstance !== undefined && needsNone)
    context.error([...path, 'containerInstance'], `stands beside launchType: ${launchType}, where a task has none`);
  if (instance?.status === 'REGISTERING')
    context.error([...path, 'containerInstance'], `${containerInstance} is REGISTERING: it has no tasks before it is ACTIVE`);
  if (containerInstance === undefined && lastStatus !== 'PROVISIONING' && !(needsNone && availabilityZone !== undefined))
    context.error(
      path,
      `is ${lastStatus} and nowhere: give it its containerInstance${needsNone ? '' : ', or launchType: FARGATE'} and availabilityZone`,
    );
  if (needsNone && availabilityZone !== undefined && !context.zones.includes(availabilityZone))
    context.error(
      [...path, 'availabilityZone'],
      `${JSON.stringify(availabilityZone)} is not a zone of the cluster${instead(availabilityZone, context.zones)}`,
    );
  checkProvider(context, path, { task, ofInstance: instance?.capacityProvider });
  if (capacityProvider === undefined && needsNone && accountProvidersOf(context.scenario).length === 0)
    context.error(
      [...path, 'launchType'],
      `is ${launchType}, and the cluster does not have it: list ${byLaunchType} under cluster.capacityProviders`,
    );
}

function checkProvider(
  context: Context,
  path: Path,
  { task, ofInstance }: { readonly task: TaskText; readonly ofInstance: string | undefined },
): void {
  const { capacityProvider, containerInstance } = task;
  if (capacityProvider === undefined) return;
  const { capacityProviders } = context.names;
  if (!capacityProviders.includes(capacityProvider))
    context.error(
      [...path, 'capacityProvider'],
      `there is no capacity provider ${JSON.stringify(capacityProvider)}${instead(capacityProvider, capacityProviders)}`,
    );
  else if (containerInstance !== undefined && ofInstance !== capacityProvider)
    context.error([...path, 'capacityProvider'], `is ${capacityProvider}, and ${containerInstance} is of ${ofInstance ?? 'none'}`);
}
