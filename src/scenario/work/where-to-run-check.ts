import { QUOTAS } from '../../services/rates/quotas.js';
import { hasExternal } from '../cluster/external.js';
import { hasManagedScaling } from '../cluster/providers.js';
import type { Context } from '../context.js';
import { SCENARIO_KINDS, whereOf } from '../kinds.js';
import { checkStrategy } from '../placement/check.js';
import { expressionProblems } from '../placement/expression.js';
import type { ServiceText, WorkloadText } from '../schema.js';
import { findDefinition, parseReference, statusOf } from '../task-definition/check.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import type { Path } from '../text/problem.js';
import { instead } from '../text/suggest.js';
import { checkVolumes } from './volumes-check.js';

const CONSTRAINTS_MAX = QUOTAS.placementConstraints.limit;

function isDaemon(work: ServiceText | WorkloadText): boolean {
  return 'schedulingStrategy' in work && work.schedulingStrategy === 'DAEMON';
}

/** Checks the keys that services and standalone tasks share: task definition, capacity and placement. */
export function checkWhereToRun(context: Context, path: Path, work: ServiceText | WorkloadText): void {
  const { cluster } = context.scenario;
  checkLaunchType(context, path, work);
  if (work.launchType !== undefined && work.capacityProviderStrategy !== undefined)
    context.error([...path, 'launchType'], 'stands beside capacityProviderStrategy: a task has one of the two');
  if (work.capacityProviderStrategy !== undefined)
    checkStrategy(context, [...path, 'capacityProviderStrategy'], work.capacityProviderStrategy);
  // A daemon runs on every instance, whichever provider brings it.
  else if (
    !isDaemon(work) &&
    work.launchType === undefined &&
    cluster.defaultCapacityProviderStrategy === undefined &&
    hasManagedScaling(context.scenario)
  )
    context.warn(
      path,
      'has neither launchType nor capacityProviderStrategy, and the cluster no default: it runs with launchType EC2, for which no group scales out (C.CAP-03)',
    );
  checkNetwork(context, path, work);
  checkPlacement(context, path, work);
  checkDefinitionName(context, path, work);
  checkVolumes(context, path, work);
}

/** Checks that the task definition exists and can run on its capacity. */
export function checkDefinitionName(context: Context, path: Path, work: ServiceText | WorkloadText): void {
  const { family, revision } = parseReference(work.taskDefinition);
  const index = findDefinition(work.taskDefinition, context.sketches);
  const { families } = context.names;
  if (!families.includes(family)) {
    if (!context.scenario.taskDefinitions.some((definition) => 'file' in definition))
      context.error([...path, 'taskDefinition'], `there is no task definition ${JSON.stringify(family)}${instead(family, families)}`);
  } else if (index === undefined && revision !== undefined && context.sketches.every((definition) => definition !== undefined)) {
    const revisions = context.sketches.flatMap((definition) => (definition?.family === family ? [definition.revision] : []));
    context.error([...path, 'taskDefinition'], `${family} has no revision ${revision}; there is ${revisions.join(', ')}`);
  }
  if (index !== undefined) checkDefinitionUse(context, path, { work, index });
}

function checkLaunchType(context: Context, path: Path, { launchType = 'EC2' }: ServiceText | WorkloadText): void {
  if (launchType === 'EXTERNAL' && !hasExternal(context.scenario))
    context.error(
      [...path, 'launchType'],
      'is EXTERNAL, and the cluster has no external instances: list some under cluster.containerInstances, with launchType: EXTERNAL',
    );
}

/** S.CONSTR-2 */
function checkPlacement(context: Context, path: Path, work: ServiceText | WorkloadText): void {
  work.placementConstraints?.forEach(({ expression }, i) => {
    if (expression === undefined) return;
    const at = [...path, 'placementConstraints', i, 'expression'];
    for (const problem of expressionProblems(expression, at)) context.error(problem.path, problem.message);
  });
}

/** C.GEN-02 */
function checkPlatform(context: Context, path: Path, work: ServiceText | WorkloadText, definition: TaskDefinition): void {
  // A daemon of a cluster with Fargate as default runs on the instances of the cluster.
  const isNamed = work.launchType !== undefined || work.capacityProviderStrategy !== undefined;
  const { checkWork } = isNamed || !isDaemon(work) ? whereOf(work, context.scenario) : SCENARIO_KINDS.autoScalingGroup!;
  checkWork(context, path, work, definition);
}

function checkDefinitionUse(context: Context, path: Path, { work, index }: { work: ServiceText | WorkloadText; index: number }): void {
  const definition = context.sketches[index]!;
  checkPlatform(context, path, work, definition);
  const status = statusOf(context.scenario.taskDefinitions[index]!);
  if (status !== 'ACTIVE')
    context.error(
      [...path, 'taskDefinition'],
      `${definition.family}:${definition.revision} is ${status}, and starts no new tasks: name a revision that is ACTIVE, or register it again`,
    );
  const constraints = definition.placementConstraints.length + (work.placementConstraints?.length ?? 0);
  if (constraints > CONSTRAINTS_MAX)
    context.error(
      [...path, 'placementConstraints'],
      `with those of ${definition.family} there are ${constraints}: at most ${CONSTRAINTS_MAX}`,
    );
  if (work.networkConfiguration !== undefined && definition.networkMode !== 'awsvpc')
    context.error(
      [...path, 'networkConfiguration'],
      `is only for tasks in awsvpc mode; ${definition.family} is in ${definition.networkMode} mode`,
    );
}

function checkNetwork(context: Context, path: Path, { networkConfiguration }: ServiceText | WorkloadText): void {
  const known = [...context.zones, ...Object.keys(context.scenario.cluster.subnets ?? {})];
  networkConfiguration?.awsvpcConfiguration.subnets.forEach((subnet, i) => {
    if (known.includes(subnet)) return;
    const at = [...path, 'networkConfiguration', 'awsvpcConfiguration', 'subnets', i];
    context.error(at, `${JSON.stringify(subnet)} is no zone of the cluster and not in cluster.subnets${instead(subnet, known)}`);
  });
}
