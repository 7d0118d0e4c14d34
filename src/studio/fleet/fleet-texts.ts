import type { Ms } from '../../kernel/event-loop.js';
import { clockText, numberText } from '../../kernel/quantity-text.js';
import { Fact, type FactKind } from '../../sim/facts.js';
import type { MessageKey } from '../messages/en.js';
import type { FleetAt } from './fleet-at.js';
import { NEVER } from './growing.js';
import { InstancePhase, TaskPhase } from './recording.js';
import { minuteAt } from './scaler-minutes.js';

/** A label in the reader's language. */
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** The state at the cursor in words: what the picture shows, for those who do not see it. */
export function stateText(fleet: FleetAt, translate: Translate): string {
  const { instanceCounts, taskCounts, recording, atMs } = fleet;
  const { none, active, booting, draining } = InstancePhase;
  const instances = instanceCounts.reduce((sum, count, phase) => (phase === none ? sum : sum + count), 0);
  const head = translate('fleet.state', {
    ...{ time: clockText(atMs), instances, active: instanceCounts[active] },
    ...{ booting: instanceCounts[booting], draining: instanceCounts[draining] },
    ...{ running: taskCounts[TaskPhase.running], starting: taskCounts[TaskPhase.starting], waiting: fleet.waiting },
  });
  const scalers = recording.minutes.providers.flatMap((name, provider) => {
    const minute = minuteAt(recording.minutes, provider, atMs);
    if (minute === null) return [];
    const { needed, running, reservationPercent, targetPercent, toDesired } = minute;
    return translate('fleet.state.provider', {
      ...{ provider: name, needed, running, percent: numberText(reservationPercent, 0, 1), target: targetPercent, desired: toDesired },
    });
  });
  return [head, ...scalers].join(' ');
}

/** How many waiting tasks there are, and since when the oldest waits. */
export function queueText(fleet: FleetAt, translate: Translate): string {
  if (fleet.firstWaiting === NEVER) return translate('fleet.queue.none');
  const since = clockText(fleet.recording.tasks.requestedMs[fleet.firstWaiting]);
  return `${translate('fleet.queue')}: ${numberText(fleet.waiting, 0)}, ${translate('fleet.queue.since', { time: since })}`;
}

const EVENT_KEYS: Readonly<Partial<Record<FactKind, MessageKey>>> = {
  [Fact.instanceLaunched]: 'event.launched',
  [Fact.instanceRegistered]: 'event.registered',
  [Fact.instanceDraining]: 'event.draining',
  [Fact.instanceActivated]: 'event.activated',
  [Fact.instanceNoticed]: 'event.noticed',
  [Fact.instanceLeftCluster]: 'event.left',
  [Fact.instanceWarmed]: 'event.warmed',
  [Fact.instanceTerminated]: 'event.terminated',
  [Fact.taskRequested]: 'event.requested',
  [Fact.taskHeld]: 'event.held',
  [Fact.taskAdmitted]: 'event.admitted',
  [Fact.taskPlaced]: 'event.placed',
  [Fact.taskOnFargate]: 'event.onFargate',
  [Fact.taskPending]: 'event.pending',
  [Fact.taskRunning]: 'event.running',
  [Fact.taskStopping]: 'event.stopping',
  [Fact.roomFreed]: 'event.roomFreed',
  [Fact.taskStopped]: 'event.stopped',
  [Fact.taskRefused]: 'event.refused',
};

/** Events of several instances or tasks in one millisecond. */
export interface Happening {
  readonly atMs: Ms;
  readonly text: string;
}

const SUBJECTS_SHOWN = 4;

/** The last things that happened by the cursor, latest first: changes of one kind and time are one. */
export function lastHappenings(fleet: FleetAt, most: number, translate: Translate): Happening[] {
  const { atMs, kind, subject } = fleet.recording.changes;
  /** `subjects`: latest first. */
  const found: { atMs: Ms; kind: FactKind; subjects: number[] }[] = [];
  for (let i = fleet.changeCount - 1; i >= 0; i--) {
    const known = found.find((one) => one.atMs === atMs[i] && one.kind === kind[i]);
    if (known !== undefined) known.subjects.push(subject[i]);
    else if (found.length < most) found.push({ atMs: atMs[i], kind: kind[i] as FactKind, subjects: [subject[i]] });
    else if (atMs[i] !== found.at(-1)!.atMs) break;
  }
  return found.map((one) => ({ atMs: one.atMs, text: `${translate(EVENT_KEYS[one.kind]!)}: ${subjectsText(one.subjects.toReversed())}` }));
}

function subjectsText(subjects: readonly number[]): string {
  const shown = subjects.slice(0, SUBJECTS_SHOWN).join(', ');
  return subjects.length > SUBJECTS_SHOWN ? `${shown} … +${subjects.length - SUBJECTS_SHOWN}` : shown;
}
