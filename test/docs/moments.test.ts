import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PLACEMENT_FAILURE, unplacedText } from '../../src/fargate/messages.js';
import { Refusal } from '../../src/placement/fit.js';
import { eventText, type ServiceEvent } from '../../src/placement/messages.js';
import { TABLES } from '../../src/record/tables/all.js';
import { type DeploymentEvent, deploymentText } from '../../src/services/deployments/messages.js';
import { START_IMPAIRED } from '../../src/services/start-throttle.js';
import { FACTS } from '../../src/sim/facts.js';
import { ROOT } from './page.js';

/** The text of a message of service web. A message of these modules that no row has fails the test. */
const MESSAGES: Readonly<Record<ServiceEvent['kind'] | DeploymentEvent['kind'], string>> = {
  placementFailed: eventText('web', { kind: 'placementFailed', closest: { instance: 'ID', code: Refusal.cpu } }),
  noInstances: eventText('web', { kind: 'noInstances', where: 'cluster' }),
  throttled: eventText('web', { kind: 'throttled' }),
  tasksStarted: eventText('web', { kind: 'tasksStarted', tasks: ['ID'], replaced: 1 }),
  steadyState: eventText('web', { kind: 'steadyState' }),
  startFailed: deploymentText('web', { kind: 'startFailed', reason: 'CannotPullContainerError: WHY' }),
  startsImpaired: deploymentText('web', { kind: 'startsImpaired' }),
  registered: deploymentText('web', { kind: 'registered', targets: 1, targetGroup: 'web' }),
  unhealthyTarget: deploymentText('web', { kind: 'unhealthyTarget', task: 'ID', targetGroup: 'web' }),
  unhealthyContainer: deploymentText('web', { kind: 'unhealthyContainer', task: 'ID' }),
  tasksStopped: deploymentText('web', { kind: 'tasksStopped', tasks: ['ID'] }),
  pendingStopped: deploymentText('web', { kind: 'pendingStopped', tasks: 1 }),
  deregistered: deploymentText('web', { kind: 'deregistered', targets: 1, targetGroup: 'web' }),
  drainingConnections: deploymentText('web', { kind: 'drainingConnections', tasks: 1 }),
  blockedByPercents: deploymentText('web', { kind: 'blockedByPercents' }),
  protectedTooMany: deploymentText('web', { kind: 'protectedTooMany', taskSet: 'ecs-svc/ID' }),
  deploymentFailed: deploymentText('web', { kind: 'deploymentFailed', deployment: 'ecs-svc/ID' }),
  rollingBack: deploymentText('web', { kind: 'rollingBack', to: 'ecs-svc/ID' }),
  deploymentCompleted: deploymentText('web', { kind: 'deploymentCompleted', deployment: 'ecs-svc/ID' }),
};

const told = new Set<string>();

function message(...kinds: readonly (keyof typeof MESSAGES)[]): string {
  for (const kind of kinds) told.add(kind);
  return kinds.map((kind) => `\`${MESSAGES[kind].replace('(service web) ', '')}\``).join('<br>');
}

/** Names that must exist: `file.csv column`, or `fact` and the argument that matters. */
function place(...names: readonly string[]): string {
  return names
    .map((name) => {
      const [first = '', second = ''] = name.split(' ');
      if (first.endsWith('.csv')) {
        expect(
          TABLES[first as keyof typeof TABLES].columns.map((column) => column.name),
          name,
        ).toContain(second);
        return `\`${second}\` of ${first}`;
      }
      const fact = Object.values(FACTS).find((known) => known.name === first);
      expect(fact, name).toBeDefined();
      if (second !== '') expect(fact!.args, name).toContain(second);
      return `fact \`${first}\`${second === '' ? '' : `, \`${second}\``}`;
    })
    .join('; ');
}

const tasks = (column: string) => place(`tasks.csv ${column}`);
type Line = readonly [moment: string, message: string, event: string, place: string, meaning: string];

const OF_A_TASK: readonly Line[] = [
  ['requested', '', '`createdAt`; PROVISIONING', tasks('requested_ms'), 'A service requests tasks at its turn; RunTask at the call.'],
  [
    'not placed',
    `${message('placementFailed', 'noInstances')}<br>\`${unplacedText('web', 'noCapacity').replace('(service web) ', '')}\``,
    `\`${PLACEMENT_FAILURE.eventName}\``,
    place('waitingExplained', 'placementFailed againMs'),
    'At a try that finds no room, if the scheduler makes tries (`placementEvery`), else at a full minute at which it waits. The third text is that of Fargate. Again after six hours, or once it was resolved.',
  ],
  ['throttled', message('throttled'), '`ECS_OPERATION_THROTTLED`', place('callThrottled'), 'AWS throttles the calls that start tasks.'],
  [
    'placed',
    message('tasksStarted'),
    '`containerInstanceArn`',
    tasks('placed_ms'),
    'It has its instance, on Fargate its capacity. It does not run yet. The second sentence is there where tasks beyond the desired count replace unhealthy ones.',
  ],
  ['pull begins', '', '`pullStartedAt`; PENDING', tasks('pending_ms'), 'Its interface is attached, and its room on the instance is empty.'],
  ['pull ends', '', '`pullStoppedAt`', tasks('wait_pull_ms'), '`wait_pull_ms` after `pending_ms`.'],
  [
    'start fails',
    message('startFailed'),
    '`stopCode` TaskFailedToStart',
    `${tasks('cause')}; ${place('taskStopping cause')}`,
    'Only on Fargate: the event logs that were found of services on instances lack the message.',
  ],
  [
    'starts fail again and again',
    message('startsImpaired'),
    `\`${START_IMPAIRED}\``,
    place('startsThrottled'),
    'From the third failed start in a row on, after each; the event comes once.',
  ],
  ['RUNNING', '', '`startedAt`; RUNNING', tasks('running_ms'), 'Its containers have started.'],
  [
    'registered',
    message('registered'),
    '',
    place('targetRegistered'),
    'At the first turn from RUNNING on; the checks of the target begin.',
  ],
  [
    'first healthy',
    '',
    '`healthStatus` HEALTHY',
    place('taskHealthChanged condition'),
    '`condition` 1: for the scheduler. The event comes for checked containers only.',
  ],
  ['begins to fail', '', '', place('taskHung'), 'Its program hangs, answers errors or fails its checks.'],
  [
    'unhealthy',
    '',
    '`healthStatus` UNHEALTHY',
    `${tasks('unhealthy_ms')}; ${place('taskHealthChanged condition')}`,
    '`condition` 2: its target has failed its checks, or ECS has the report of its container (`containerHealthReport`). The event comes for checked containers only.',
  ],
  [
    'stopped as unhealthy',
    message('unhealthyTarget', 'unhealthyContainer'),
    '',
    tasks('stopping_ms'),
    'With the order to stop it, just before that message: not when it became unhealthy.',
  ],
  [
    'order to stop',
    message('tasksStopped', 'pendingStopped'),
    '`stoppingAt`; desiredStatus STOPPED, STOPPING',
    tasks('stopping_ms'),
    'It still serves behind a load balancer. StopTask, an exit and the end of an instance have no message. An exit has the moment at which ECS notices it. AWS wrote the message after the draining until 2023 (P.55), a run always here.',
  ],
  [
    'deregistered',
    message('deregistered', 'drainingConnections'),
    '',
    `${tasks('deregistered_ms')}; ${place('targetDeregistered')}`,
    'At the turn after the order. It gets no new requests.',
  ],
  ['drained', '', '', place('targetDeregistered drainedMs'), 'The deregistration delay later.'],
  ['SIGTERM', '', '', tasks('sigterm_ms'), 'At the turn after it has drained; without a target with the order.'],
  [
    'exit',
    '',
    '`executionStoppedAt`',
    tasks('exited_ms'),
    'The essential container exits. On Fargate ECS notices it `fargate.stop.exitNoticed` later. For a task that was told to stop, `executionStoppedAt` is this later time.',
  ],
  ['STOPPED', '', '`stoppedAt`; STOPPED', tasks('ended_ms'), 'Its interface is detached; on instances with the exit if it has none.'],
];

const OF_A_SERVICE: readonly Line[] = [
  [
    'a deployment begins',
    '',
    '`SERVICE_DEPLOYMENT_IN_PROGRESS`',
    `\`begun_ms\` of summary.json; ${place('deploymentChanged rollout')}`,
    '`rollout` 1, `deploysAfter` after the call.',
  ],
  [
    'the desired count changes',
    '',
    '`SERVICE_DESIRED_COUNT_UPDATED`',
    place('serviceDesired', 'serviceScaled'),
    'The event is of service auto scaling only.',
  ],
  [
    'nothing may start or stop',
    message('blockedByPercents', 'protectedTooMany'),
    '',
    place('serviceBlocked'),
    'The percentages, or scale-in protection, leave the scheduler nothing to do.',
  ],
  [
    'traffic shifts',
    '',
    '',
    place('trafficShifted greenTenths'),
    'BLUE_GREEN, LINEAR, CANARY and CodeDeploy (AllowTraffic): tenths of a percent that green gets.',
  ],
  ['the circuit breaker counts', '', '', place('breakerCounted'), 'A failure of the deployment.'],
  [
    'FAILED',
    message('deploymentFailed'),
    '`SERVICE_DEPLOYMENT_FAILED`',
    `\`ended_ms\` of summary.json; ${place('deploymentChanged cause')}`,
    '`rollout` 3. The event needs a circuit breaker.',
  ],
  [
    'rolled back',
    message('rollingBack'),
    '`SERVICE_DEPLOYMENT_IN_PROGRESS`',
    place('deploymentChanged cause'),
    'In the millisecond of FAILED.',
  ],
  [
    '`aws ecs wait services-stable` returns',
    '',
    '',
    '`ended_ms` less `serviceScheduler.completesAfter`',
    'Of a rolling update: one deployment is left in the list, and as many tasks run as are desired. Of a creation: when the last task is RUNNING. The command asks every 15 s, so it returns up to 15 s later. CloudFormation, CDK and Copilot ask at times of their own, some 30 to 40 s apart (P.354, P.359).',
  ],
  [
    'COMPLETED',
    message('deploymentCompleted'),
    '`SERVICE_DEPLOYMENT_COMPLETED`',
    `\`ended_ms\` of summary.json; ${place('deploymentChanged rollout')}`,
    '`rollout` 2.',
  ],
  [
    'steady state',
    message('steadyState'),
    '`SERVICE_STEADY_STATE`, `CAPACITY_PROVIDER_STEADY_STATE`',
    '',
    'With COMPLETED; without a deployment at the first turn after as many tasks run as are desired, all healthy, and none stops. A task whose target drains is gone. Again after six hours.',
  ],
];

function tableOf(lines: readonly Line[]): string {
  return [
    '| moment | message | event, and its fields | column or fact | when |',
    '| --- | --- | --- | --- | --- |',
    ...lines.map((line) => `| ${line.join(' | ')} |`),
  ].join('\n');
}

const PAGE = `# Moments of tasks and deployments

Where a run tells when something happened, in the order in which it happens. Messages and events: \`drydock run --ecs-events\`, [files](outputs.md#ecs-eventsjsonl-and-ecs-service-messagesjsonl). Facts: \`--events\`, [events.csv](outputs.md#eventscsv). Made from the code by \`npx vitest run --project node test/docs/moments.test.ts -u\`.

- Messages begin with "(service web)". One covers all tasks of a service in a millisecond. Those of one millisecond come in this order: failed starts, stopped as unhealthy, started, stopped, registered, deregistered, not placed, steady state.
- \`time\` of an event has whole seconds, cut. Its other times, \`createdAt\` of messages and \`_ms\` have milliseconds: compare these.
- A turn is one of the [service scheduler](../model/services.md), every ten seconds of a service.

## A task

${tableOf(OF_A_TASK)}

## A service and its deployments

${tableOf(OF_A_SERVICE)}
`;

it('docs/reference/moments.md has where each moment can be read', async () => {
  expect([...told].sort()).toEqual(Object.keys(MESSAGES).sort());
  await expect(PAGE).toMatchFileSnapshot(join(ROOT, 'docs/reference/moments.md'));
});
