import type { Ms } from '../../kernel/event-loop.js';
import { durationText, plural } from '../../kernel/quantity-text.js';
import { kindOf } from '../../sim/providers/of-setup.js';
import type { ServiceSpec } from '../../sim/setup.js';
import { definitionsOf, memberOfTask } from '../../sim/task-constraints.js';
import { NONE } from '../ledger/live-rows.js';
import { TaskStage } from '../ledger/owner.js';
import type { RunAccounts } from '../ledger/run-accounts.js';
import { refusalName } from '../tables/names.js';
import type { CapacityLog, GroupCapacityHistory, Growth } from './capacity-log.js';

/** From this many reversed scale-ins on, the report calls the group flapping. */
const FLAPS = 3;

/**
 * Returns sentences on frequent questions about managed scaling: groups at zero, groups that flap or grow for a deployment, and tasks that
 * stay on their instances.
 */
export function capacityNotes(log: CapacityLog, endMs: Ms): string[] {
  const { setup } = log.accounts;
  const groups = log.stories.flatMap((story, provider) => {
    const { name, isProtected } = setup.capacityProviders[provider];
    return [
      ...(story.fromZero > 0 ? [fromZeroSentence(name, story)] : []),
      ...(story.undone >= FLAPS ? [flapSentence(name, story, isProtected)] : []),
      ...(story.balancedTasks > 0 ? [balanceSentence(name, story)] : []),
    ];
  });
  const growths = log.growths.map((growth) => growthSentence(log, growth));
  return [
    ...refusalSentences(log),
    ...groups,
    ...growths,
    ...setup.services.flatMap((spec, service) => piledSentences(log.accounts, { spec, service, endMs })),
  ];
}

/** RunTask with a launch type does not wait (T.LIFE-4): it returns a failure for each task. */
function refusalSentences({ accounts, refused }: CapacityLog): string[] {
  return accounts.owners.flatMap(({ name, requested }, owner) => {
    const ofOwner = refused.filter((one) => one.owner === owner);
    if (ofOwner.length === 0) return [];
    const count = ofOwner.reduce((sum, one) => sum + one.count, 0);
    const reasons = ofOwner.map((one) => `${one.count} with ${refusalName(one.reason)}`);
    return [`Of ${plural(requested, 'task')} of ${name} ${count} failed at once: ${reasons.join(', ')}.`];
  });
}

/** The metric of an empty group is 200 %, however many instances are needed (C.SOUT-09). */
function fromZeroSentence(name: string, { fromZero, tooSmall, idle, idleMs }: GroupCapacityHistory): string {
  const parts = [
    ...(tooSmall === 0 ? [] : [`${plural(tooSmall, 'time')} with too few instances; more came only after a later measurement`]),
    ...(idle === 0
      ? []
      : [`${plural(idle, 'instance')} never had a task and went after ${durationText(idleMs / idle)}${idle > 1 ? ' on average' : ''}`]),
  ];
  const outcome = parts.length === 0 ? '' : `: ${parts.join('; ')}`;
  return `${name} scaled out from zero ${plural(fromZero, 'time')}. Without instances CapacityProviderReservation is 200 %, whatever is needed${outcome}.`;
}

function flapSentence(name: string, { outs, undone, cutOff }: GroupCapacityHistory, isProtected: boolean): string {
  const why = isProtected ? '' : ', because without managed termination protection it may end any instance';
  const tasks = cutOff === 0 ? '' : ` Scale-in ended ${plural(cutOff, 'task')} with their instances${why}.`;
  return `${name} flaps: ${undone} of its ${plural(outs, 'scale-out')} took back a scale-in of the minutes before.${tasks}`;
}

/** Without managed draining, tasks end with their instance. */
function balanceSentence(name: string, { balanced, balancedTasks }: GroupCapacityHistory): string {
  return `To balance its zones (AZRebalance), ${name} ended ${plural(balanced, 'instance')}, and ${plural(balancedTasks, 'task')} with ${balanced === 1 ? 'it' : 'them'}.`;
}

/** The new tasks run beside the old ones on extra instances that scale-in later removes (S.DEP-2). */
function growthSentence({ accounts: { setup } }: CapacityLog, { provider, service, from, to, atMs, backMs }: Growth): string {
  const { name, maximumPercent } = setup.services[service];
  const after = backMs === null ? 'and kept them to the end' : `until scale-in took some back ${durationText(backMs - atMs)} later`;
  return `${setup.capacityProviders[provider].name} grew from ${from} to ${plural(to, 'instance')} while ${name} was deployed, because maximumPercent ${maximumPercent} lets new tasks run beside old ones, ${after}.`;
}

/** The placement strategy would spread these tasks today, but it only applies when a task starts. */
function piledSentences(accounts: RunAccounts, { spec, service, endMs }: { spec: ServiceSpec; service: number; endMs: Ms }): string[] {
  const [first] = spec.placementStrategy;
  const isConstrained = definitionsOf(spec, accounts.setup).some((definition) => memberOfTask(spec, definition).length > 0);
  if (spec.schedulingStrategy === 'DAEMON' || first?.type === 'binpack' || isConstrained) return [];
  const { columns, rows, step, ordinal } = accounts.tasks;
  const on = new Map<number, number>();
  let lastMs = NONE;
  for (let row = 0; row < rows; row += step) {
    if (ordinal[row] === NONE || columns.host[row] === NONE || columns.stage[row] !== TaskStage.running) continue;
    if (accounts.classes.owner[columns.class[row]] !== service) continue;
    on.set(columns.host[row], (on.get(columns.host[row]) ?? 0) + 1);
    lastMs = Math.max(lastMs, columns.placedMs[row]);
  }
  const tasks = [...on.values()].reduce((sum, count) => sum + count, 0);
  const later = instancesSince(accounts, spec, lastMs);
  const most = Math.max(...on.values());
  const even = Math.ceil(tasks / (on.size + later));
  if (tasks === 0 || later === 0 || most - even < 2) return [];
  const where = `${plural(tasks, 'task')} of ${spec.name} were on ${plural(on.size, 'instance')}, up to ${most} on one`;
  return [
    `At the end, ${durationText(endMs)}, ${where}: ${plural(later, 'instance')} came after the last of them had been placed, and ECS moves no running task.`,
  ];
}

/** Counts the ACTIVE instances that the service may use and that registered after its last task was placed. */
function instancesSince({ instances, setup }: RunAccounts, { capacity }: ServiceSpec, sinceMs: Ms): number {
  const { columns, rows, step, ordinal } = instances;
  let later = 0;
  for (let row = 0; row < rows; row += step) {
    const group = columns.group[row];
    const isOwn =
      capacity.kind === 'launchType' || capacity.items.some(({ provider }) => provider === group && kindOf(setup, group).platform === null);
    const isActive = columns.registeredMs[row] !== NONE && columns.drainingMs[row] === NONE;
    if (ordinal[row] !== NONE && isOwn && isActive && columns.registeredMs[row] > sinceMs) later++;
  }
  return later;
}
