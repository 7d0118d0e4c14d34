import type { Ms } from '../../kernel/event-loop.js';
import { durationText, plural } from '../../kernel/quantity-text.js';
import { Refusal } from '../../placement/fit.js';
import { Caller, Fact, HUNG_BY, InstanceCause, LaunchReason, REFUSED_BY_FARGATE, StopCause } from '../../sim/facts.js';
import type { Tally, TallyInputs } from './counted-fault.js';
import { OPERATIONS } from './operations.js';
import type { TimelineFault } from './timeline.js';

/** Facts count for an interruption for this long: its instances are gone two minutes after the notice. */
export const NOTICE_MS = 120_000;

/** By caller: the API action whose token bucket its calls use. */
const ACTIONS = {
  [Caller.group]: 'RunInstances',
  [Caller.workload]: 'RunTask',
  [Caller.service]: 'RunTask',
  [Caller.agent]: 'RegisterContainerInstance',
} as const;

/** Counts a fact that occurred while the fault was active. The log counts boots itself, because they end later. */
export function count(fault: TimelineFault, tally: Tally, inputs: TallyInputs): void {
  switch (fault.type) {
    case 'zoneOutage':
      countEnds(fault, tally, inputs);
      countPowerless(fault, tally, inputs);
      countOnFargate(fault, tally, inputs, StopCause.zoneOutage);
      return countFailures(fault, tally, inputs);
    case 'spotInterruption':
      countOnFargate(fault, tally, inputs, StopCause.spotInterruption);
      return countNotices(fault, tally, inputs);
    case 'fargateRetirement':
      return countRetired(tally, inputs);
    case 'spotDrought':
    case 'capacityDrought':
      countShortOfFargate(fault, tally, inputs);
      return countFailures(fault, tally, inputs);
    case 'launchFailure':
      return countFailures(fault, tally, inputs, [LaunchReason.insufficientCapacity, LaunchReason.internalError]);
    case 'agentDisconnect':
      return countAway(fault, tally, inputs);
    case 'registryDown':
      return countFailedStarts(tally, inputs, StopCause.pullFailed);
    case 'startFailure':
      return countFailedStarts(tally, inputs, StopCause.notInitialized);
    case 'slowPull':
      if (inputs.kind === Fact.taskPending && inputs.args[1] > 0 && inputs.atMs < fault.untilMs) took(tally, inputs.args[1]);
      return;
    case 'apiThrottling':
      return countCalls(fault, tally, inputs);
    default:
      OPERATIONS[fault.type]?.count(fault, tally, inputs);
  }
}

export function took(tally: Tally, ms: Ms): void {
  tally.hits++;
  tally.sumMs += ms;
  tally.longestMs = Math.max(tally.longestMs, ms);
}

function countEnds({ fromMs, zone }: TimelineFault, tally: Tally, { kind, atMs, args, seen, lost }: TallyInputs): void {
  if (kind !== Fact.instanceTerminated || args[1] !== InstanceCause.zoneOutage || atMs !== fromMs || seen?.zone !== zone) return;
  tally.hits++;
  tally.tasks += lost;
}

/** Instances that stay, and for ECS lose only their agents, with their tasks. */
function countPowerless({ fromMs, zone }: TimelineFault, tally: Tally, { kind, atMs, args, seen }: TallyInputs): void {
  if (atMs !== fromMs) return;
  if (kind === Fact.agentChanged && args[1] === 0 && seen?.zone === zone) tally.noticed.push(args[0]);
  if (kind === Fact.taskHung && args[1] === HUNG_BY.power) tally.tasks++;
}

function countNotices({ fromMs, instanceType, zone }: TimelineFault, tally: Tally, { kind, atMs, args, seen, lost }: TallyInputs): void {
  if (kind === Fact.instanceTerminated && tally.noticed.includes(args[0])) tally.tasks += lost;
  if (kind !== Fact.instanceNoticed || atMs !== fromMs || seen === undefined) return;
  if ((instanceType !== null && seen.type !== instanceType) || (zone !== null && seen.zone !== zone)) return;
  tally.hits++;
  tally.noticed.push(args[0]);
}

/** Tasks that end with their zone have no other fact than STOPPED. */
function countOnFargate({ fromMs, zone, isOfFargate }: TimelineFault, tally: Tally, inputs: TallyInputs, cause: number): void {
  if (!isOfFargate || inputs.zone === undefined || inputs.atMs !== fromMs || inputs.args[1] !== cause) return;
  const ends = cause === StopCause.zoneOutage ? Fact.taskStopped : Fact.taskStopping;
  if (inputs.kind === ends && (zone === null || zone === inputs.zone)) tally.onFargate++;
}

function countRetired(tally: Tally, { kind, args }: TallyInputs): void {
  if (kind !== Fact.taskStopping) return;
  if (args[1] === StopCause.retired || args[1] === StopCause.retiredFirst) tally.onFargate++;
  if (args[1] === StopCause.retiredFirst) tally.tasks++;
}

function countShortOfFargate({ untilMs, isOfFargate }: TimelineFault, tally: Tally, { kind, atMs, args }: TallyInputs): void {
  if (!isOfFargate || atMs >= untilMs) return;
  if (kind === Fact.taskRefused && args[1] === REFUSED_BY_FARGATE.noCapacity) tally.refused++;
  if (kind !== Fact.waitingExplained || args[2] !== REFUSED_BY_FARGATE.noCapacity) return;
  tally.waiting = (atMs === tally.minuteMs ? tally.waiting : 0) + args[1];
  tally.minuteMs = atMs;
  tally.mostOnFargate = Math.max(tally.mostOnFargate, tally.waiting);
}

function countFailures(
  { untilMs }: TimelineFault,
  tally: Tally,
  { kind, atMs, args: [, reason, missing] }: TallyInputs,
  reasons: readonly number[] = [LaunchReason.insufficientCapacity],
): void {
  if (kind !== Fact.launchFailed || !reasons.includes(reason) || atMs >= untilMs) return;
  tally.failures++;
  tally.most = Math.max(tally.most, missing);
}

function countAway({ fromMs }: TimelineFault, tally: Tally, { kind, atMs, args }: TallyInputs): void {
  if (kind === Fact.agentChanged && args[1] === 0 && atMs === fromMs) tally.hits++;
  if (kind === Fact.taskRefused && args[1] === Refusal.agent) tally.tasks++;
  if (kind !== Fact.waitingExplained || args[2] !== Refusal.agent) return;
  tally.waiting = (atMs === tally.minuteMs ? tally.waiting : 0) + args[1];
  tally.minuteMs = atMs;
  tally.most = Math.max(tally.most, tally.waiting);
}

function countFailedStarts(tally: Tally, { kind, args }: TallyInputs, cause: number): void {
  if (kind === Fact.taskStopping && args[1] === cause) tally.tasks++;
}

function countCalls({ action, untilMs }: TimelineFault, tally: Tally, { kind, atMs, args }: TallyInputs): void {
  const [caller, , wanted, goesMs] = args;
  if (kind !== Fact.callThrottled || ACTIONS[caller as Caller] !== action || atMs >= untilMs) return;
  took(tally, goesMs - atMs);
  tally.most = Math.max(tally.most, wanted);
}

function lostText({ hits, noticed: { length: powerless }, tasks }: Tally): string {
  if (hits + powerless === 0) return 'no instance ended';
  const ended = hits > 0 ? [`${plural(hits, 'instance')} ended`] : [];
  const out = powerless > 0 ? [`${plural(powerless, 'instance')} lost power`] : [];
  return `${[...ended, ...out].join(' and ')}, and ${plural(tasks, 'task')} with ${hits + powerless === 1 ? 'it' : 'them'}`;
}

/** The effects of a fault, in words. `usualMs` is the average duration without the fault; null if there was none. */
export function effectOf(fault: TimelineFault, tally: Tally, usualMs: Ms | null): string {
  const { hits, tasks, most, longestMs, onFargate } = tally;
  switch (fault.type) {
    case 'zoneOutage':
      return both(fault, `${lostText(tally)}; ${failuresText(tally)}`, `${plural(onFargate, 'task')} on Fargate ended`);
    case 'spotInterruption':
      return both(
        fault,
        `${plural(hits, 'instance')} had ${hits === 1 ? 'its' : 'their'} notice; ${tasks === 0 ? 'no task' : plural(tasks, 'task')} went down with ${hits === 1 ? 'it' : 'them'}`,
        `${plural(onFargate, 'task')} on Fargate had ${onFargate === 1 ? 'its' : 'their'} notice`,
      );
    case 'fargateRetirement':
      return `${plural(onFargate, 'task')} on Fargate ${onFargate === 1 ? 'was' : 'were'} retired${retiredFirstText(tasks)}`;
    case 'spotDrought':
    case 'capacityDrought':
      return both(fault, failuresText(tally), shortOfFargateText(tally));
    case 'agentDisconnect': {
      const waited = most === 0 ? 'no task waited meanwhile' : `up to ${plural(most, 'task')} waited meanwhile`;
      return `${plural(hits, 'agent')} lost the connection; ${waited}${tasks === 0 ? '' : `, ${plural(tasks, 'request')} failed for AGENT`}`;
    }
    case 'slowBoot':
      return tookText(tally, usualMs, ['no instance was launched meanwhile', 'instance', 'launched meanwhile took', 'to register']);
    case 'registryDown':
      return failedStartsText(tally, 'their images could not be pulled');
    case 'startFailure':
      return failedStartsText(tally, 'a resource of theirs was not available');
    case 'slowPull':
      return tookText(tally, usualMs, ['no task pulled an image meanwhile', 'task', 'that pulled images meanwhile took', 'for that']);
    case 'apiThrottling': {
      if (hits === 0) return 'no call was held up';
      const heldUp = `${plural(hits, 'call')} ${hits === 1 ? 'was' : 'were'} held up for at most ${durationText(longestMs)}`;
      // Each agent calls for its own instance.
      if (fault.action === 'RegisterContainerInstance') return heldUp;
      return `${heldUp}${hits === 1 ? '' : ' each'}; up to ${plural(most, fault.action === 'RunTask' ? 'task' : 'instance')} had to wait`;
    }
    default:
      return OPERATIONS[fault.type]?.text(tally, fault) ?? failuresText(tally);
  }
}

function retiredFirstText(tasks: number): string {
  if (tasks === 0) return '';
  const [whose, places] = tasks === 1 ? ['its service', 'its place'] : ['their services', 'their places'];
  return `, ${tasks} of them before another was started in ${places}, because maximumPercent left ${whose} no room for more, or no other could start`;
}

/** Joins the effects on instances and on Fargate tasks, if the run has them. */
function both({ isOfInstances, isOfFargate }: TimelineFault, instances: string, fargate: string): string {
  return [...(isOfInstances || !isOfFargate ? [instances] : []), ...(isOfFargate ? [fargate] : [])].join('; ');
}

function shortOfFargateText({ refused, mostOnFargate: most }: Tally): string {
  const waited = most === 0 ? 'no task waited for Fargate' : `up to ${plural(most, 'task')} waited for Fargate`;
  return `${waited}${refused === 0 ? '' : `, ${plural(refused, 'request')} failed`}`;
}

function failuresText({ failures, most }: Tally): string {
  if (failures === 0) return 'no launch failed meanwhile';
  return `${failures === 1 ? '1 launch' : plural(failures, 'launche')} failed meanwhile, with up to ${plural(most, 'instance')} missing`;
}

function failedStartsText({ tasks }: Tally, why: string): string {
  if (tasks === 0) return 'no task failed to start meanwhile';
  return `${plural(tasks, 'task')} failed to start meanwhile, because ${why}`;
}

function tookText({ hits, sumMs, longestMs }: Tally, usualMs: Ms | null, [none, what, when, toDo]: readonly string[]): string {
  if (hits === 0) return none;
  const usual = usualMs === null ? '' : `; without it, ${durationText(usualMs)}`;
  return `${plural(hits, what)} ${when} ${durationText(sumMs / hits)} on average ${toDo}, at most ${durationText(longestMs)}${usual}`;
}
