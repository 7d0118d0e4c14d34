import { hasServices, hasSeveralGroups } from '../features.js';
import { EITHER, type Measure, type Plausible } from './range.js';

export const EVENTS: Measure = {
  look: 'times of the events of the service',
  command: "aws ecs describe-services --cluster CLUSTER --services NAME --query 'services[].events[].[createdAt,message]'",
};

const PLACES: Measure = {
  look: 'which instance a task was placed on, or taken from, among equal ones',
  command:
    "aws ecs describe-tasks --cluster CLUSTER --tasks ARN --query 'tasks[].[createdAt,stoppingAt,containerInstanceArn]'; aws ecs describe-container-instances --cluster CLUSTER --container-instances ARN",
};

export const WAITING: readonly Plausible[] = [
  { path: 'waiting.order', range: null, why: 'the model knows one order alone' },
  {
    path: 'waiting.headOfLine',
    basis: '**G**: a task that does not fit is passed over, so small tasks may overtake a large one for long; `block` is the other extreme',
    range: { values: ['skip', 'block'] },
    why: 'the two extremes',
    measure: PLACES,
  },
  {
    path: 'waiting.retryEvery',
    basis: '**G**: every gain of room starts a round in the same millisecond, so a further round finds nothing new',
    range: { values: ['none', '10s', '30s', '60s'] },
    why: 'AWS retries after a while, which is not published',
    measure: EVENTS,
  },
  {
    path: 'waiting.stopShares',
    basis:
      '**G**: AWS gives the stop rule of the strategy (S.STOP-1), not whether base and weights hold. `ignored`: a base may go; `kept`: base and weights choose the provider, the stop rule the task',
    range: { values: ['ignored', 'kept'] },
    why: EITHER,
    when: hasSeveralGroups,
    measure: PLACES,
  },
  { path: 'waiting.stopTie', range: { values: ['newest', 'oldest'] }, why: EITHER, when: hasServices, measure: PLACES },
  {
    path: 'placement.tie',
    basis:
      "**G**: AWS documents no rule for instances that tie to the end of a chain (A.PL-5). `oldest`: launched first. `hash`: by lot, from the seed, the name of the service or workload, and the task's number",
    range: { values: ['oldest', 'hash'] },
    why: 'AWS documents no rule for ties',
    measure: PLACES,
  },
  { path: 'attributes', range: null, why: 'they are yours, or follow from the operating system that you name' },
  { path: 'agentVersion', range: null, why: 'DescribeContainerInstances returns yours; only constraints that name it depend on it' },
  {
    path: 'quotas.serviceLaunchesPerMinute',
    basis: '**D**, the sharing **G**: page "Amazon ECS endpoints and quotas" (T.QUOTA-3, A.RT-1)',
    range: null,
    why: 'the quota is documented, and for its sharing within a minute there is one rule alone',
  },
  {
    path: 'workloads[].arrivals.columns.censoredRuns',
    range: null,
    why: 'both are bounds of a trace that ended; compare them in two runs',
  },
  {
    path: 'present.cachedImages',
    range: { values: ['ofTasks', 'all'] },
    why: 'the least and the most that an instance may hold',
    when: ({ present }) => present !== undefined,
    measure: {
      look: 'images on an instance',
      command: "aws ssm send-command --document-name AWS-RunShellScript --parameters commands='docker images'",
    },
  },
];
