import { RolloutState } from '../../src/services/service-states.js';
import { Condition } from '../../src/sim/facts.js';
import { predict } from './predict.js';

export interface SetUp {
  /** Keys of the service, of its definition's container, its group, its deployment, and of the whole scenario. */
  readonly service?: string;
  readonly container?: string;
  readonly group?: string;
  readonly configuration?: string;
  readonly deployment?: string;
  readonly rest?: string;
  readonly count?: number;
  readonly on?: 'FARGATE' | 'EC2';
  readonly balanced?: boolean;
}

const TURNS = 'serviceScheduler: { turnPhase: 3s, unhealthyReaction: 10s, containerHealthReport: 10s }';

function scenario({
  service,
  container,
  group,
  configuration,
  deployment = '',
  rest = '',
  count = 2,
  on = 'FARGATE',
  balanced = true,
}: SetUp): string {
  return `
name: directions
duration: 3h
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.4xlarge, count: 4 }] }
taskDefinitions:
  - family: web
    networkMode: awsvpc
    cpu: "256"
    memory: "512"
    containerDefinitions: [{ name: web, image: web${container === undefined ? '' : `, ${container}`} }]
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: ${count}
    launchType: ${on}
    ${balanced ? 'loadBalancers: [{ targetGroupArn: web, containerName: web, containerPort: 80 }]' : ''}
    availabilityZoneRebalancing: DISABLED
    ${service ?? ''}
    ${configuration === undefined ? '' : `deploymentConfiguration: { ${configuration} }`}
    deployments: [{ at: 30m, taskDefinition: web${deployment === '' ? '' : `, ${deployment}`} }]
targetGroups: [{ name: web${group === undefined ? '' : `, ${group}`} }]
quotas: { fargateVcpus: none }
${TURNS}
${rest}`;
}

const UPDATE = 1800;
export const played = (setUp: SetUp) => predict(scenario(setUp), { hasTurns: true });
export type Played = ReturnType<typeof played>;

/** Seconds from the update; Infinity: never. */
const since = (at: number | undefined) => (at === undefined ? Number.POSITIVE_INFINITY : at - UPDATE);
const rolled = (rollout: number) => (run: Played) =>
  since(run.of('deploymentChanged').find(({ at, args }) => at > UPDATE && args.rollout === rollout)?.at);
export const completed = rolled(RolloutState.COMPLETED);
export const failed = rolled(RolloutState.FAILED);
export const oldGone = ({ tasks }: Played) =>
  since(Math.max(...tasks.slice(0, 2).map(({ stopped }) => stopped ?? Number.POSITIVE_INFINITY)));
export const firstRunning = ({ tasks }: Played) => since(tasks.find(({ running }) => running !== undefined && running > UPDATE)?.running);
export const unhealthy = ({ of }: Played) =>
  since(of('taskHealthChanged').find(({ at, args }) => at > UPDATE && args.condition === Condition.unhealthy)?.at);
export const lost = ({ of }: Played) =>
  of('requestsLost').reduce((sum, { at, args }) => sum + (at > UPDATE ? args.lostMilli! / 1000 : 0), 0);
