import { durationText, plural } from '../../kernel/quantity-text.js';
import { DeploymentCause, Fact, InstanceCause, REFUSED_BY_FARGATE, StopCause } from '../../sim/facts.js';
import type { CountedFault, Tally } from './counted-fault.js';

/** Faults of incidents: how their facts are counted, and their effects in words. */
const INCIDENTS: Readonly<Record<string, CountedFault>> = {
  noNetwork: {
    count: ({ untilMs }, tally, { kind, atMs, args: [subject] }) => {
      if (atMs >= untilMs) return;
      if (kind === Fact.instanceLaunched) tally.noticed.push(subject);
      if (kind === Fact.instanceRegistered && tally.noticed.includes(subject)) tally.hits++;
      if (kind === Fact.taskPlaced || kind === Fact.taskOnFargate) tally.attaching.push(subject);
      if (kind === Fact.taskPending || kind === Fact.taskStopped) tally.attaching = tally.attaching.filter((task) => task !== subject);
    },
    text: ({ noticed: { length: launched }, hits: registered, attaching: { length: waited } }) => {
      const waitedText =
        waited === 0
          ? ''
          : `; ${plural(waited, 'task')} waited for ${waited === 1 ? 'its network interface' : 'their network interfaces'} to the end`;
      if (launched === 0) return `no instance was launched meanwhile${waitedText}`;
      const late = launched - registered;
      const share = late === 0 ? 'all registered' : late === launched ? 'none registered' : `${late} of them did not register`;
      return `${plural(launched, 'instance')} launched meanwhile; ${share} before it ended${waitedText}`;
    },
  },
  pullFailure: {
    count: (_, tally, { kind, args: [, cause] }) => {
      if (kind === Fact.taskStopping && cause === StopCause.pullFailed) tally.tasks++;
    },
    text: ({ tasks }) =>
      tasks === 0
        ? 'no task failed to start meanwhile'
        : `${plural(tasks, 'task')} failed to start meanwhile, because images could not be pulled`,
  },
  fargateLaunchFailure: {
    count: ({ untilMs }, tally, { kind, atMs, args }) => {
      if (kind === Fact.taskRefused && args[1] === REFUSED_BY_FARGATE.noCapacity && atMs < untilMs) tally.refused++;
      if (kind === Fact.taskStopping && args[1] === StopCause.notInitialized) tally.tasks++;
      if (kind !== Fact.waitingExplained || args[2] !== REFUSED_BY_FARGATE.noCapacity || atMs >= untilMs) return;
      tally.waiting = (atMs === tally.minuteMs ? tally.waiting : 0) + args[1];
      tally.minuteMs = atMs;
      tally.mostOnFargate = Math.max(tally.mostOnFargate, tally.waiting);
    },
    text: ({ refused, tasks, mostOnFargate }) =>
      `up to ${plural(mostOnFargate, 'task')} waited for Fargate, ${plural(refused, 'request')} failed, ${plural(tasks, 'task')} stopped in PROVISIONING`,
  },
  controlPlane: {
    count: () => {},
    text: () => 'requests for these actions meanwhile were rejected or delayed, if there were any: they are not counted',
  },
  dependencyDown: {
    count: ({ untilMs }, tally, { kind, atMs, args: [, milli] }) => {
      if (kind === Fact.requestsFailed && atMs <= untilMs) tally.sumMs += milli;
    },
    text: ({ sumMs: milli }) =>
      `${plural(Math.round(milli / 1_000), 'request')} failed meanwhile, at this and any other dependency or load balancer`,
  },
  healthCheckFault: {
    count: (_, tally, { kind, args: [, cause] }) => {
      if (kind === Fact.taskStopping && cause === StopCause.unhealthy) tally.tasks++;
    },
    text: ({ tasks }) =>
      tasks === 0 ? 'no task was stopped as unhealthy meanwhile' : `${plural(tasks, 'task')} stopped as unhealthy meanwhile`,
  },
  metricGap: { count: () => {}, text: () => 'points of these metrics that ended meanwhile were missing, or came late' },
  scheduleDelay: { count: () => {}, text: () => 'tasks of schedules that fell due meanwhile came late, or not at all' },
};

/** Single operations on instances, mostly manual, and failures of tasks: how their facts are counted, and the effects in words. */

/** Longest wait of managed draining for tasks (C.MID-03). */
const DRAIN_MAX_MS = 48 * 3_600_000;

export const OPERATIONS: Readonly<Record<string, CountedFault>> = {
  ...INCIDENTS,
  drain: {
    count: ({ fromMs, untilMs }, tally, { kind, atMs, args: [, cause] }) => {
      if (kind === Fact.instanceDraining && cause === InstanceCause.userDrained && atMs === fromMs) tally.hits++;
      if (kind === Fact.taskStopping && cause === StopCause.replaced && atMs < untilMs) tally.tasks++;
    },
    text: ({ hits, tasks }) => `${plural(hits, 'instance')} set to DRAINING; ${plural(tasks, 'task')} replaced meanwhile`,
  },
  deregister: {
    count: ({ fromMs }, tally, { kind, atMs, args: [, cause] }) => {
      if (atMs !== fromMs) return;
      if (kind === Fact.instanceLeftCluster && cause === InstanceCause.deregistered) tally.hits++;
      if (kind === Fact.taskStopped && cause === StopCause.orphaned) tally.tasks++;
      if (kind === Fact.deregistrationRefused) tally.refused++;
    },
    text: ({ hits, tasks, refused }) => {
      const left = `${plural(hits, 'instance')} left the cluster, and ${plural(tasks, 'task')} with ${hits === 1 ? 'it' : 'them'}`;
      return `${left}${refused === 0 ? '' : `; ECS refused ${refused} more, because an instance with tasks leaves only with force`}`;
    },
  },
  terminate: {
    count: ({ fromMs }, tally, { kind, atMs, args: [, cause], lost }) => {
      if (kind !== Fact.instanceTerminated || cause !== InstanceCause.userTerminated || atMs !== fromMs) return;
      tally.hits++;
      tally.tasks += lost;
    },
    text: ({ hits, tasks }) => `${plural(hits, 'instance')} ended, and ${plural(tasks, 'task')} with ${hits === 1 ? 'it' : 'them'}`,
  },
  registrationFailure: {
    count: ({ untilMs }, tally, { kind, atMs, args: [, cause] }) => {
      if (kind === Fact.instanceLeftCluster && cause === InstanceCause.registrationFailed && atMs < untilMs) tally.hits++;
    },
    text: ({ hits }) => `${plural(hits, 'instance')} ended up in REGISTRATION_FAILED`,
  },
  protect: {
    count: () => {},
    text: (_, { isLifted }) => (isLifted ? 'scale-in may choose them again' : 'scale-in does not choose them from then on'),
  },
  stopDeployment: {
    count: ({ fromMs }, tally, { kind, atMs, args: [, , , cause] }) => {
      if (kind === Fact.deploymentChanged && cause === DeploymentCause.stopped && atMs >= fromMs) tally.hits = 1;
    },
    text: ({ hits }) => (hits === 0 ? 'no deployment was IN_PROGRESS' : 'its deployment FAILED'),
  },
  alarmState: {
    count: ({ fromMs }, tally, { kind, atMs }) => {
      if (kind === Fact.serviceScaled && atMs === fromMs) tally.hits++;
    },
    text: ({ hits }) => (hits === 0 ? 'no scaling policy acted in that moment' : 'its scaling policy acted at once'),
  },
  suspendProcesses: { count: () => {}, text: () => 'the group does none of this from then on' },
  resumeProcesses: { count: () => {}, text: () => 'the group does this again' },
  executePolicy: {
    count: ({ fromMs }, tally, { kind, atMs, args: [, from, to] }) => {
      if (kind === Fact.groupScaled && atMs === fromMs && from !== to) tally.hits++;
    },
    text: ({ hits }) => (hits === 0 ? 'DesiredCapacity stayed as it was' : 'it changed DesiredCapacity'),
  },
  lifecycleAction: {
    count: ({ fromMs }, tally, { kind, atMs }) => {
      if (kind === Fact.hooksAnswered && atMs === fromMs) tally.hits++;
    },
    text: ({ hits }) => `the wait of ${plural(hits, 'instance')} ended`,
  },
  attributes: {
    count: ({ fromMs }, tally, { kind, atMs }) => {
      if (kind === Fact.attributesChanged && atMs === fromMs) tally.hits++;
    },
    text: ({ hits }) => `${plural(hits, 'instance')} changed`,
  },
  taskProtection: {
    count: ({ fromMs }, tally, { kind, atMs }) => {
      if (kind === Fact.taskProtected && atMs === fromMs) tally.hits++;
      if (kind === Fact.protectionRefused && atMs === fromMs) tally.refused++;
    },
    text: ({ hits, refused }, { isLifted }) =>
      `${plural(hits, 'task')} ${isLifted ? 'unprotected' : 'protected'}${refused === 0 ? '' : `; ECS refused ${refused} more`}`,
  },
  taskFailure: {
    count: ({ fromMs }, tally, { kind, atMs }) => {
      if (kind === Fact.taskHung && atMs === fromMs) tally.hits++;
    },
    text: ({ hits }) => `${plural(hits, 'task')} began to fail`,
  },
  stopTask: {
    count: ({ fromMs }, tally, { kind, atMs, args: [, cause] }) => {
      if (kind === Fact.taskStopping && cause === StopCause.userStopped && atMs === fromMs) tally.hits++;
    },
    text: ({ hits }) => `${plural(hits, 'task')} stopped by a user`,
  },
  instanceFailure: {
    count: ({ fromMs }, tally, { kind, atMs, args: [instance, isConnected] }) => {
      if (kind === Fact.agentChanged && isConnected === 0 && atMs === fromMs) tally.noticed.push(instance);
      if (kind !== Fact.instanceTerminated || !tally.noticed.includes(instance)) return;
      tally.hits++;
      tally.longestMs = Math.max(tally.longestMs, atMs - fromMs);
    },
    text: failureText,
  },
};

/** The instances with failing status checks, and the time until they were gone. */
function failureText({ noticed: { length: failed }, hits: ended, longestMs }: Tally): string {
  const lost = `${plural(failed, 'agent')} lost the connection for good`;
  const left = failed - ended;
  const leftText = left === 0 ? '' : `; ${plural(left, 'instance')} ${left === 1 ? 'was' : 'were'} still there at the end`;
  if (ended === 0) return `${lost}${leftText}`;
  const when = longestMs === 0 ? ' at once' : `, at most ${durationText(longestMs)} later`;
  const isDrained = longestMs >= DRAIN_MAX_MS;
  const waited = isDrained ? ', as managed draining waits 48 h for tasks that cannot be stopped (groups.unhealthyEnds)' : '';
  return `${lost}; ${plural(ended, 'instance')} ended${when}${waited}${leftText}`;
}
