import { plural } from '../../kernel/quantity-text.js';
import { Fact, REFUSED_BY_FARGATE, StopCause } from '../../sim/facts.js';
import type { CountedFault } from './counted-fault.js';

/** Faults of incidents: how their facts are counted, and their effects in words. */
export const INCIDENTS: Readonly<Record<string, CountedFault>> = {
  noNetwork: {
    count: ({ untilMs }, tally, { kind, atMs, args: [instance] }) => {
      if (kind === Fact.instanceLaunched && atMs < untilMs) tally.noticed.push(instance);
      if (kind === Fact.instanceRegistered && atMs < untilMs && tally.noticed.includes(instance)) tally.hits++;
    },
    text: ({ noticed: { length: launched }, hits: registered }) => {
      if (launched === 0) return 'no instance was launched meanwhile';
      const late = launched - registered;
      const of = late === 0 ? 'all registered' : late === launched ? 'none registered' : `${late} of them did not register`;
      return `${plural(launched, 'instance')} launched meanwhile; ${of} before it ended`;
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
  controlPlane: { count: () => {}, text: () => 'requests for these actions were rejected or delayed meanwhile' },
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
