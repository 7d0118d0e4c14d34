import { clockText, durationText, plural } from '../../../kernel/quantity-text.js';
import type { PlacementRecord } from '../inquiries/placement-record.js';
import type { RefusalSpan } from '../inquiries/refusal-log.js';
import type { TaskAnswer } from '../inquiries/task.js';
import type { StopRecord } from '../inquiries/task-stop.js';
import { moveText } from './group.js';
import { closestText, countsText, firstAndLast, listed, meanwhile, number, rule } from './phrases.js';

/** Describes a task, a sentence or a list per paragraph. */
export function taskWords(answer: TaskAnswer): string[] {
  return [
    headText(answer),
    waitText(answer),
    ...providersText(answer),
    ...(answer.neverFits === '' ? [] : [`Even an empty instance of its capacity does not fit (C.SOUT-05): ${answer.neverFits}.`]),
    ...refusalLines(answer),
    ...groupLines(answer),
    ...whereLines(answer),
    ...endLines(answer),
  ];
}

function headText({ task, kind, name, taskDefinition, cpuUnits, memoryMib, eni, capacityProvider }: TaskAnswer): string {
  const size = [`${number(cpuUnits)} CPU units`, `${number(memoryMib)} MiB`, ...(eni > 0 ? [`${eni} ENI`] : [])].join(', ');
  return `Task ${task} of the ${kind} ${name}: ${taskDefinition}, ${size}, ${capacityProvider === null ? 'launch type EC2' : `on ${capacityProvider}`}.`;
}

const PARTS = [
  ['quotaMs', 'for the quota of tasks in PROVISIONING', 'T.QUOTA-1'],
  ['capacityMs', 'for capacity', 'T.LIFE-3'],
  ['bootMs', 'for the boot of its instance', 'C.CAS-06'],
  ['eniMs', 'for its network interface', 'S.PLACE-16'],
  ['roomMs', 'on its instance for room of tasks that still stopped there', 'N.ROOM-3'],
  ['pullMs', 'for images', 'T.IMG-1'],
  ['startMs', 'for its containers', 'T.LIFE-1'],
] as const;

function waitText({
  requestedMs,
  runningMs,
  placedMs,
  stoppedMs,
  endMs,
  heldMs,
  wait,
  refused,
  isOnFargate,
  isPresent,
}: TaskAnswer): string {
  if (refused !== null) return `It was requested at ${clockText(requestedMs)} and failed at once: ${refused.reason}${rule(refused.rule)}.`;
  if (isPresent && runningMs !== null)
    return `It was there before the run${runningMs === 0 ? ', and ran already' : ` and came to RUNNING at ${clockText(runningMs)}`}.`;
  if (wait === null) {
    const held = heldMs === 0 ? '' : `, ${durationText(heldMs)} of it for the quota of tasks in PROVISIONING (T.QUOTA-1)`;
    const until = stoppedMs === null ? `the end of the run at ${clockText(endMs)}` : clockText(stoppedMs);
    const what = placedMs === null ? `had no ${isOnFargate ? 'capacity on Fargate' : 'instance'}` : 'had not come to run';
    return `It was requested at ${clockText(requestedMs)} and ${what} by ${until}, after ${durationText((stoppedMs ?? endMs) - requestedMs)}${held}.`;
  }
  const parts = PARTS.filter(([key]) => wait[key] > 0).map(([key, what, id]) => `${durationText(wait[key])} ${what}${rule(id)}`);
  const split = parts.length === 0 ? '' : `: ${listed(parts)}`;
  return `It was requested at ${clockText(requestedMs)} and RUNNING at ${clockText(runningMs!)}: it waited ${durationText(wait.waitMs)}${split}.`;
}

function providersText({ providers, capacityProvider }: TaskAnswer): string[] {
  if (providers.length < 2) return [];
  const had = providers.map(
    ({ capacityProvider: name, base, weight, tasks }) => `${name} had ${plural(tasks, 'task')} (base ${base}, weight ${weight})`,
  );
  return [`Its strategy gave it to ${capacityProvider} (S.CPS-5): ${listed(had)}.`];
}

function refusalLines({ refusals, waitsFor, isOnFargate }: TaskAnswer): string[] {
  if (refusals.length === 0) return [];
  const lines = firstAndLast(refusals.map((span) => spanText(span, waitsFor)));
  const title = isOnFargate
    ? 'Why Fargate did not start it, minute by minute (T.FAIL-6):'
    : 'Where it could not go, by the first check that each instance failed (T.FAIL-6):';
  return [title, ...lines];
}

function spanText(
  { fromMs, toMs, attempts, counts, instances, fitting, booting, closest }: RefusalSpan,
  waitsFor: TaskAnswer['waitsFor'],
): string {
  const isOfFargate = instances === 0 && counts.length > 0;
  const times = attempts === 0 ? '' : `, in ${plural(attempts, 'attempt')}`;
  const when = fromMs === toMs ? `at ${clockText(fromMs)}` : `from ${clockText(fromMs)} to ${clockText(toMs)}${times}`;
  if (counts.length + fitting === 0) return `- ${when}: there was no instance of its capacity provider`;
  if (isOfFargate) return `- ${when}: ${counts[0].reason}${rule(counts[0].rule)}`;
  return `- ${when}: ${countsText(counts, { fitting, instances, booting })}${meanwhile(fitting, waitsFor)}${closest === null ? '' : `; ${closestText(closest)}`}`;
}

function groupLines({ capacityProvider, moves, registered, launchFailures }: TaskAnswer): string[] {
  const came = registered.map(({ instance, launchedMs, registeredMs }) => ({
    atMs: registeredMs,
    text: `- at ${clockText(registeredMs)}: instance ${instance}, launched at ${clockText(launchedMs)}, was ACTIVE`,
  }));
  const failed = launchFailures.map(({ atMs, reason, missing, retryAtMs }) => ({
    atMs,
    text: `- at ${clockText(atMs)}: ${plural(missing, 'instance')} not launched: ${reason} (A.ASG-13), ${retryAtMs === null ? 'for good' : `again at ${clockText(retryAtMs)}`}`,
  }));
  const decided = moves.map((move) => ({ atMs: move.atMs, text: `- at ${clockText(move.atMs)}: ${moveText(move)}` }));
  const all = [...decided, ...failed, ...came].sort((a, b) => a.atMs - b.atMs).map(({ text }) => text);
  return all.length === 0 ? [] : [`Meanwhile ${capacityProvider ?? 'the cluster'}:`, ...firstAndLast(all)];
}

function whereLines({ placement, placedMs, capacityProvider, isOnFargate }: TaskAnswer): string[] {
  if (isOnFargate && placedMs !== null) return [`It had capacity on ${capacityProvider} at ${clockText(placedMs)} (S.PLACE-15).`];
  if (placement === null) return [];
  const { atMs, instance, instanceType, zone, cpuUnitsFree, memoryMibFree, eniFree, launchedMs, registeredMs } = placement;
  const since =
    registeredMs === 0 ? 'there from the start' : `launched at ${clockText(launchedMs)}, ACTIVE since ${clockText(registeredMs)}`;
  const free = `${number(cpuUnitsFree)} CPU units, ${number(memoryMibFree)} MiB and ${eniFree} ENI were free there`;
  return [
    `It went to instance ${instance} (${instanceType} in ${zone}, ${since}) at ${clockText(atMs)}: ${placementReason(placement)}; ${free}.`,
    ...stepLines(placement),
  ];
}

function placementReason({ instances, fitting, counts, decidedBy, steps, policy }: PlacementRecord): string {
  if (decidedBy === 'named') return 'it was meant for this instance and no other';
  const fit = countsText(counts, { fitting, instances });
  if (decidedBy === 'onlyOne') return `${fit}; no other fitted`;
  if (decidedBy === 'policy') return `${fit}; the policy ${policy} ranked it first`;
  if (decidedBy === 'oldest') return `${fit}; of those that tied to the end it was the oldest`;
  return `${fit}; ${steps[decidedBy].step} decided${rule(steps[decidedBy].rule)}`;
}

function stepLines({ steps, decidedBy }: PlacementRecord): string[] {
  if (decidedBy === 'onlyOne' || decidedBy === 'named') return [];
  return steps.map(({ step, rule: id, score, nextScore, left }, i) => {
    const scored =
      step === 'random' || step === 'lot'
        ? 'its random draw was the lowest'
        : `its score was ${number(score)}${nextScore === null ? ', as that of all others' : `, the next ${number(nextScore)}`}`;
    return `- step ${i + 1}, ${step}${rule(id)}: ${scored}; ${left} left`;
  });
}

function endLines({ stop, runningMs, stoppedMs, endMs, refused }: TaskAnswer): string[] {
  if (refused !== null) return [];
  if (stop === null)
    return runningMs === null ? [] : [`It still ran at the end of the run, ${clockText(endMs)}, after ${durationText(endMs - runningMs)}.`];
  const ran = runningMs === null ? '' : ` after ${durationText(stop.atMs - runningMs)} in RUNNING`;
  const gone =
    stoppedMs === null
      ? '; it is not gone yet at the end of the run'
      : stoppedMs === stop.atMs
        ? ''
        : `; its room was free at ${clockText(stoppedMs)}`;
  return [`It began to stop, or ended, at ${clockText(stop.atMs)}${ran}: ${stop.cause}${rule(stop.rule)}${becauseText(stop)}${gone}.`];
}

function becauseText({ desired, instance, deployment }: StopRecord): string {
  if (desired !== null) {
    const by = desired.reason === null ? '' : `, ${desired.reason}${rule(desired.rule)}`;
    return `: the desired count went from ${desired.fromDesired} to ${desired.toDesired} at ${clockText(desired.atMs)}${by}`;
  }
  if (instance !== null) return `: instance ${instance.instance}, ${instance.cause}${rule(instance.rule)}, at ${clockText(instance.atMs)}`;
  if (deployment === null) return '';
  const { taskDefinition, atMs, isFailed } = deployment;
  return isFailed
    ? `: its deployment of ${taskDefinition}, begun at ${clockText(atMs)}, has failed`
    : `: ${taskDefinition} is deployed since ${clockText(atMs)}`;
}
