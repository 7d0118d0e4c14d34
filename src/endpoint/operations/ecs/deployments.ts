import type { ECS } from '@aws-sdk/client-ecs';
import { definitionOf, describeServices, revisionCounts } from '../../../answers/services.js';
import { targetGroupArn } from '../../../answers/targets.js';
import { detectorOf, whyOf } from '../../../record/ecs-events/stop-texts.js';
import { RolloutState } from '../../../services/service-states.js';
import { AwsError, invalidParameter } from '../../aws-error.js';
import type { ServiceDeployment } from '../../cluster/deployment-log.js';
import { timeOf } from '../../protocol/input-check.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { missing, serviceOf } from './names.js';

const lists = listsOf('ecs', 100);
const DESCRIBED_MAX = 20;

/** A deployment of a service, with the numbers of both. */
interface Found {
  readonly service: number;
  readonly deployment: ServiceDeployment;
}

/** Calls on service deployments and service revisions, which services with the deployment controller ECS have. */
export const SERVICE_DEPLOYMENTS = {
  ListServiceDeployments: lists(
    'serviceDeployments',
    ['service', 'cluster', 'status', 'createdAt'],
    ({ service = '', status, createdAt }, context) => {
      const number = deployedByEcs(context, service);
      const [after, before] = [createdAt?.after, createdAt?.before].map((time) => (time === undefined ? null : timeOf(time)));
      const { startsAtMs } = context.cluster.setup;
      return context.cluster.deployments.of(number).flatMap((deployment) => {
        const atMs = startsAtMs + deployment.begunMs;
        const shown = deploymentAnswer(context, { service: number, deployment });
        const isRequested = (status ?? []).length === 0 || status!.includes(shown.status as never);
        return isRequested && (after === null || atMs > after!) && (before === null || atMs < before!) ? [briefOf(shown)] : [];
      });
    },
  ),
  DescribeServiceDeployments: reads(['serviceDeploymentArns'], ({ serviceDeploymentArns: arns = [] }, context) => {
    checkCount(arns, 'serviceDeploymentArns');
    const found = arns.map((arn) => deploymentNamed(context, arn));
    return {
      serviceDeployments: found.flatMap((one) => (one === undefined ? [] : [deploymentAnswer(context, one)])),
      failures: arns.filter((_, i) => found[i] === undefined).map(missing),
    };
  }),
  DescribeServiceRevisions: reads(['serviceRevisionArns'], ({ serviceRevisionArns: arns = [] }, context) => {
    checkCount(arns, 'serviceRevisionArns');
    const found = arns.map((arn) =>
      everything(context).find(({ service, deployment }) => revisionArn(context, service, deployment.revision) === arn),
    );
    return {
      serviceRevisions: found.flatMap((one) => (one === undefined ? [] : [revisionOf(context, one)])),
      failures: arns.filter((_, i) => found[i] === undefined).map(missing),
    };
  }),
  StopServiceDeployment: writes(
    ['serviceDeploymentArn', 'stopType'],
    async ({ serviceDeploymentArn: arn = '', stopType = 'ROLLBACK' }, context) => {
      const found = deploymentNamed(context, arn);
      if (found === undefined)
        throw new AwsError(
          'ServiceDeploymentNotFoundException',
          "The service deploy ARN that you specified in the StopServiceDeployment doesn't exist.",
        );
      if (isEnding(context, found)) return { serviceDeploymentArn: arn };
      checkStop(context, found, stopType);
      const { name } = context.cluster.setup.services[found.service]!;
      await context.cluster.addFault({ type: 'stopDeployment', service: name, stopType });
      return { serviceDeploymentArn: arn };
    },
  ),
} satisfies OperationsOf<ECS>;

/** States in which a deployment goes on to stop ("Stopping Amazon ECS service deployments"). */
const ENDING = ['STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'];

function isEnding(context: Context, found: Found): boolean {
  return ENDING.includes(statusOf(context, found));
}

function checkStop(context: Context, { service, deployment }: Found, stopType: string): void {
  const { cluster } = context;
  const status = statusOf(context, { service, deployment });
  if (status !== 'IN_PROGRESS')
    throw new AwsError('ConflictException', `The service deployment is ${status}: only one that is IN_PROGRESS can be stopped.`);
  const { deploymentState } = cluster.moment.world.records.services[service]!;
  if (stopType === 'ROLLBACK' && !deploymentState.deployments.list.some(({ rollout }) => rollout === RolloutState.COMPLETED))
    throw invalidParameter('The service has no service revision to roll back to.');
}

function checkCount(arns: readonly string[], name: string): void {
  if (arns.length === 0 || arns.length > DESCRIBED_MAX) throw invalidParameter(`${name} must have between 1 and ${DESCRIBED_MAX} items.`);
}

/** Returns the number of a service; throws AWS's error if ECS does not deploy it. */
function deployedByEcs(context: Context, reference: string): number {
  const service = serviceOf(context, reference);
  const type = context.cluster.draft.services[service]!.deploymentController?.type ?? 'ECS';
  if (type !== 'ECS')
    throw new AwsError(
      'UnsupportedFeatureException',
      `The service has the deployment controller ${type}: service deployments are those of ECS.`,
    );
  return service;
}

/** All deployments of all services. */
function everything({ cluster }: Context): Found[] {
  return [...cluster.setup.services.keys()].flatMap((service) =>
    cluster.deployments.of(service).map((deployment) => ({ service, deployment })),
  );
}

function deploymentNamed(context: Context, arn: string): Found | undefined {
  return everything(context).find(({ service, deployment }) => arnOf(context, 'service-deployment', service, deployment.revision) === arn);
}

function revisionArn(context: Context, service: number, revision: number): string {
  return arnOf(context, 'service-revision', service, revision);
}

function arnOf({ cluster }: Context, kind: 'service-deployment' | 'service-revision', service: number, revision: number): string {
  const { names } = cluster.moment;
  const spec = cluster.setup.services[service]!;
  return names.service(spec).replace(':service/', `:${kind}/`) + names.deployment(spec, revision).replace(/^.*\//, '/');
}

/** Returns a deployment as DescribeServiceDeployments returns it. */
function deploymentAnswer(context: Context, { service, deployment }: Found) {
  const { moment, draft } = context.cluster;
  const { names } = moment;
  const { revision, from, begunMs, endedMs, rollback } = deployment;
  const status = statusOf(context, { service, deployment });
  const summary = (revision: number, requested: number) => summaryOf(context, service, { revision, requested });
  const { desired } = moment.world.records.services[service]!;
  const isGone = rollback !== null || deployment.status === 'STOPPED';
  const timeOfEnd = endedMs === null ? {} : { finishedAt: names.time(endedMs) };
  return {
    serviceDeploymentArn: arnOf(context, 'service-deployment', service, revision),
    serviceArn: names.service(context.cluster.setup.services[service]!),
    clusterArn: names.cluster,
    ...{
      createdAt: names.time(begunMs),
      startedAt: names.time(begunMs),
      updatedAt: names.time(endedMs ?? moment.world.loop.nowMs),
      ...timeOfEnd,
    },
    ...(status === 'STOPPED' && endedMs !== null ? { stoppedAt: names.time(endedMs) } : {}),
    sourceServiceRevisions: from === null ? [] : [summary(from, isGone ? desired : 0)],
    targetServiceRevision: summary(revision, isGone ? 0 : desired),
    status,
    ...reasonOf(deployment),
    deploymentConfiguration: draft.services[service]!.deploymentConfiguration,
    ...(rollback === null
      ? {}
      : {
          rollback: {
            reason: deployment.failedBy === null ? 'another deployment took over' : whyOf(deployment.failedBy),
            startedAt: names.time(rollback.begunMs),
            serviceRevisionArn: revisionArn(context, service, rollback.to),
          },
        }),
    deploymentCircuitBreaker: breakerOf(context, { service, deployment }),
  };
}

type Described = ReturnType<typeof deploymentAnswer>;

function briefOf({
  serviceDeploymentArn,
  serviceArn,
  clusterArn,
  createdAt,
  startedAt,
  finishedAt,
  targetServiceRevision,
  ...rest
}: Described) {
  const { status, statusReason } = rest;
  const times = { createdAt, startedAt, finishedAt };
  return {
    serviceDeploymentArn,
    serviceArn,
    clusterArn,
    ...times,
    targetServiceRevisionArn: targetServiceRevision.arn,
    status,
    statusReason,
  };
}

/** Once a user has stopped it, its scheduler acts at its next turn. */
function statusOf({ cluster }: Context, { service, deployment }: Found): string {
  const { stopped } = cluster.moment.world.records.services[service]!.deploymentState;
  if (deployment.status !== 'IN_PROGRESS' || stopped?.revision !== deployment.revision) return deployment.status;
  return stopped.rollsBack ? 'ROLLBACK_REQUESTED' : 'STOP_REQUESTED';
}

function reasonOf({ failedBy, status }: ServiceDeployment): { readonly statusReason?: string } {
  if (failedBy !== null) return { statusReason: `${detectorOf(failedBy)}: ${whyOf(failedBy)}` };
  return status === 'STOPPED' ? { statusReason: 'another deployment took over' } : {};
}

interface Summary {
  readonly revision: number;
  readonly requested: number;
}

function summaryOf(context: Context, service: number, { revision, requested }: Summary) {
  const { running = 0, pending = 0 } = revisionCounts(context.cluster.moment, service).get(revision) ?? {};
  const counts = { requestedTaskCount: requested, runningTaskCount: running, pendingTaskCount: pending };
  return { arn: revisionArn(context, service, revision), ...counts };
}

/** N.CB-6 */
function breakerOf({ cluster }: Context, { service, deployment }: Found): object {
  const { deploymentCircuitBreaker: settings } = cluster.draft.services[service]!.deploymentConfiguration ?? {};
  if (settings?.enable !== true) return { status: 'DISABLED' };
  const { failures = 0, threshold } = deployment.breaker ?? {};
  const isTriggered = threshold !== undefined && failures >= threshold;
  const status = isTriggered ? 'TRIGGERED' : deployment.status === 'IN_PROGRESS' ? 'MONITORING' : 'MONITORING_COMPLETE';
  return { status, failureCount: failures, ...(threshold === undefined ? {} : { threshold }) };
}

/** A revision of a service: the service as written, with the revision's task definition. */
function revisionOf(context: Context, { service, deployment: { revision, begunMs } }: Found): object {
  const { moment } = context.cluster;
  const { services } = describeServices(moment) as { services: Record<string, unknown>[] };
  const { serviceArn, clusterArn, capacityProviderStrategy, launchType, platformVersion, networkConfiguration } = services[service]!;
  return {
    serviceRevisionArn: revisionArn(context, service, revision),
    ...{ serviceArn, clusterArn, capacityProviderStrategy, launchType, platformVersion, networkConfiguration },
    taskDefinition: moment.names.taskDefinition(definitionOf(moment, service, revision)),
    loadBalancers: moment.scenario.services[service]!.loadBalancers.map((one) => ({
      ...one,
      targetGroupArn: targetGroupArn(moment, one.targetGroupArn),
    })),
    createdAt: moment.names.time(begunMs),
  };
}
