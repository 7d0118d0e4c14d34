import type { Context } from '../context.js';
import type { ServiceText } from '../schema.js';
import { isConnected } from '../settings/quotas-check.js';
import { findDefinition } from '../task-definition/check.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import type { Path } from '../text/problem.js';

/** The CPU and memory that AWS advises for the proxy of Service Connect. */
const ADVISED_MIB = 64;

/** Checks that ECS can add the proxy of Service Connect to the tasks of a service, whose task size bears it (N.LBX-5). */
export function checkServiceConnect(context: Context, path: Path, service: ServiceText): void {
  const { serviceConnectConfiguration: connect, deploymentController, taskDefinition, deployments } = service;
  if (!isConnected(connect)) return;
  const at = [...path, 'serviceConnectConfiguration'];
  if (deploymentController?.type === 'EXTERNAL') context.error(at, 'is not possible with the deployment controller EXTERNAL');
  const names = [taskDefinition, ...deployments.map((deployment) => deployment.taskDefinition ?? taskDefinition)];
  for (const index of new Set(names.map((name) => findDefinition(name, context.definitions)))) {
    const definition = index === undefined ? undefined : context.definitions[index];
    if (definition !== undefined) for (const message of proxyProblems(definition)) context.error(at, message);
  }
}

function proxyProblems({ family, operatingSystem, memoryBesideLimitsMib: freeMib }: TaskDefinition): string[] {
  if (operatingSystem === 'windows') return [`is not possible with ${family}: Service Connect has no proxy for Windows`];
  if (freeMib === null) return [`needs the task-level memory of ${family}: ECS adds a proxy to each task, which has its room there`];
  if (freeMib > 0) return [];
  return [
    `leaves its proxy no memory in ${family}: the containers' memory must be less than the task's in all; leave it ${ADVISED_MIB} MiB or more`,
  ];
}
