import { clockText, durationText, plural } from '../../../kernel/quantity-text.js';
import type { ChoiceRecord, HostedTask, InstanceAnswer, StandingSpan } from '../inquiries/instance.js';
import { standingWords } from './evaluation.js';
import { moveText } from './group.js';
import { firstAndLast, listed, rule } from './phrases.js';

/** Describes the life of an instance: why it launched, what ran there, its standing towards scale-in, why it ended. */
export function instanceWords(answer: InstanceAnswer): string[] {
  return [
    headText(answer),
    launchText(answer),
    ...guestLines(answer),
    ...standingLines(answer),
    ...choiceLines(answer),
    ...endLines(answer),
  ];
}

function headText({ instance, instanceType, zone, capacityProvider, purchaseOption }: InstanceAnswer): string {
  const bought = purchaseOption === 'spot' ? ', Spot' : '';
  return `Instance ${instance}: ${instanceType} in ${zone}${bought}, ${capacityProvider === null ? 'of no capacity provider' : `of ${capacityProvider}`}.`;
}

function launchText({ launch, registeredMs }: InstanceAnswer): string {
  const { atMs, reason, rule: id, desired, living } = launch;
  if (reason === 'fromTheStart')
    return `It was there from the start${registeredMs === null || registeredMs === 0 ? '' : `, and was ACTIVE at ${clockText(registeredMs)}`}.`;
  const active =
    registeredMs === null
      ? 'and never was ACTIVE'
      : `and was ACTIVE at ${clockText(registeredMs)}, ${durationText(registeredMs - atMs)} later`;
  const why = whyLaunched(launch);
  return `It was launched at ${clockText(atMs)} ${active}: ${why}${reason === 'scaleOut' ? '' : rule(id)}; DesiredCapacity was ${desired}, and ${reason === 'warmPool' ? 'beside' : 'with'} it ${plural(living, 'instance')} ${living === 1 ? 'was' : 'were'} alive.`;
}

function whyLaunched({ reason, move, lost }: InstanceAnswer['launch']): string {
  if (reason === 'scaleOut') return `its group scaled out at ${clockText(move!.atMs)} (${moveText(move!)})`;
  const gone = lost === null ? '' : `instance ${lost.instance} (${lost.cause}${rule(lost.rule)}, ${clockText(lost.atMs)})`;
  if (reason === 'refill') return `the group had lost ${gone}`;
  if (reason === 'replacement') return `it stands in for ${gone}`;
  if (reason === 'zoneRebalance') return 'it makes the zones of its group even';
  if (reason === 'instanceRefresh') return 'an instance refresh launches ahead';
  return reason === 'warmPool' ? 'for the warm pool' : 'the group begins with this many';
}

function guestLines({ guests, endMs }: InstanceAnswer): string[] {
  if (guests.length === 0) return ['No task ever ran there.'];
  const daemons = guests.filter(({ isDaemon }) => isDaemon).length;
  const daemonText = daemons === 0 ? '' : `, ${daemons} of them of daemons`;
  const lines = guests.map((guest) => `- ${guestText(guest, endMs)}`);
  return [`${plural(guests.length, 'task')} ran there${daemonText} (T.RES-1):`, ...firstAndLast(lines)];
}

function guestText({ task, name, isDaemon, placedMs, stoppedMs }: HostedTask, endMs: number): string {
  const until = stoppedMs === null ? `still there at the end, ${clockText(endMs)}` : `to ${clockText(stoppedMs)}`;
  return `task ${task} of ${name}${isDaemon ? ', a daemon' : ''}, from ${clockText(placedMs)} ${until}`;
}

function standingLines({ spans }: InstanceAnswer): string[] {
  if (spans.length === 0) return [];
  return [
    'How it stood towards scale-in, at each evaluation by the scaler of its group:',
    ...firstAndLast(spans.map((span) => `- ${spanText(span)}`)),
  ];
}

function spanText({ fromMs, toMs, evaluations, standing, rule: id }: StandingSpan): string {
  const when =
    evaluations === 1 ? `at ${clockText(fromMs)}` : `from ${clockText(fromMs)} to ${clockText(toMs)}, ${plural(evaluations, 'evaluation')}`;
  return `${when}: ${standingWords(standing)}${rule(id)}`;
}

function choiceLines({ choices, instance }: InstanceAnswer): string[] {
  if (choices.length === 0) return [];
  return ['When its group took an instance away:', ...firstAndLast(choices.map((choice) => `- ${choiceText(choice, instance)}`))];
}

function choiceText({ atMs, chosen, candidates, living, standing, rule: id }: ChoiceRecord, instance: number): string {
  const candidateText = `${candidates} of ${plural(living, 'instance')} might go`;
  if (chosen === instance) return `at ${clockText(atMs)}: this one, of ${candidates} that might go (A.ASG-10)`;
  if (chosen === null) return `at ${clockText(atMs)}: none, ${candidateText}; this one was ${standingWords(standing)}${rule(id)}`;
  const mayGo = standing === 'empty' || standing === 'unprotected';
  const why = mayGo ? 'it came before this one (A.ASG-10)' : `this one was ${standingWords(standing)}${rule(id)}`;
  return `at ${clockText(atMs)}: instance ${chosen}; ${candidateText}; ${why}`;
}

function endLines({ noticedMs, draining, leftCluster, terminated, scaleIn, endMs }: InstanceAnswer): string[] {
  const events = [
    ...(noticedMs === null ? [] : [`had its interruption notice at ${clockText(noticedMs)} (C.SPOT-02)`]),
    ...(draining === null ? [] : [`was DRAINING from ${clockText(draining.atMs)} on: ${draining.cause}${rule(draining.rule)}`]),
    ...(leftCluster === null ? [] : [`left the cluster at ${clockText(leftCluster.atMs)}: ${leftCluster.cause}${rule(leftCluster.rule)}`]),
    ...(terminated === null
      ? [`was still there at the end, ${clockText(endMs)}`]
      : [`was terminated at ${clockText(terminated.atMs)}: ${terminated.cause}${rule(terminated.rule)}`]),
  ];
  const why = scaleIn === null ? '' : ` DesiredCapacity had been lowered at ${clockText(scaleIn.atMs)}: ${moveText(scaleIn)}.`;
  return [`It ${listed(events)}.${why}`];
}
