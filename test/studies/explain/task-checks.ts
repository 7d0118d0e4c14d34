import { expect } from 'vitest';
import { REFUSALS, Refusal } from '../../../src/placement/fit.js';
import type { TaskAnswer } from '../../../src/studies/explain/inquiries/task.js';
import type { AllAnswers } from './all-answers.js';
import { cell, type Row } from './drawn-run.js';
import { type ReplayedState, walk } from './replayed-state.js';

/** The numbers of tasks.csv. */
export function checkTimes({ run, tasks }: AllAnswers): void {
  const rows = new Map(run.csv['tasks.csv'].map((row) => [cell(row, 'task')!, row]));
  expect(tasks.length).toBeGreaterThan(20);
  for (const answer of tasks) expect(cellsOf(answer)).toEqual(cellsIn(rows.get(answer.task)!));
}

/** Refusals, minute for minute as events.csv has them. */
export function checkRefusals({ run, tasks }: AllAnswers): void {
  const minutes = explained(run.csv['events.csv']);
  const searches = searchesIn(run.csv['events.csv']);
  for (const { refusals, task, isOnFargate } of tasks) {
    const { key, from, to } = searches.get(task)!;
    for (const { atMs, counts } of minutes.filter((minute) => minute.key === key && from < minute.at && minute.at < to)) {
      if (isOnFargate) continue;
      const spans = refusals.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
      const shown = spans.map(({ counts: of }) => Object.fromEntries(of.map(({ reason, instances }) => [reason, instances])));
      expect(shown, `task ${task} at ${atMs} ms`).toContainEqual(counts);
    }
  }
}

/** What its group did while it waited, as events.csv and scaling-activities.csv have it. */
export function checkGroups({ run, tasks }: AllAnswers): void {
  const events = run.csv['events.csv'];
  const searches = searchesIn(events);
  for (const { task, moves, registered, launchFailures } of tasks) {
    const { key, from, to } = searches.get(task)!;
    const own = events.slice(from === Number.POSITIVE_INFINITY ? events.length : from + 1, Math.min(to, events.length));
    const ofGroup = (fact: string) => own.filter((row) => row.fact === fact && row.provider === key.split('/')[1]);
    const decided = ofGroup('scalingDecided').map((row) =>
      ['time_ms', 'from_desired', 'to_desired', 'needed', 'running'].map((column) => cell(row, column)),
    );
    expect(moves.map(({ atMs, fromDesired, toDesired, needed, running }) => [atMs, fromDesired, toDesired, needed, running])).toEqual(
      decided,
    );
    const failed = ofGroup('launchFailed').map((row) => [cell(row, 'time_ms'), cell(row, 'missing')]);
    expect(launchFailures.map(({ atMs, missing }) => [atMs, missing])).toEqual(failed);
    for (const { instance, launchedMs, registeredMs } of registered) {
      const row = run.csv['instances.csv'].find((one) => cell(one, 'instance') === instance)!;
      expect(launchedMs).toBe(cell(row, 'launched_ms'));
      expect(
        own.some((one) => one.fact === 'instanceRegistered' && cell(one, 'instance') === instance && cell(one, 'time_ms') === registeredMs),
      ).toBe(true);
    }
  }
}

/** What was free where each task went, what others lacked, how many booted, and how many tasks each capacity provider had. */
export function checkPlaces({ run, tasks }: AllAnswers): void {
  const byTask = new Map(tasks.map((answer) => [answer.task, answer]));
  const searches = searchesIn(run.csv['events.csv']);
  const moments = tasks.flatMap(({ task, refusals, cpuUnits, memoryMib, eni }) =>
    refusals.map((span) => ({ span, provider: Number(searches.get(task)!.key.split('/')[1]), needs: [cpuUnits, memoryMib, eni] })),
  );
  const open = moments.filter(({ span }) => span.counts[0]?.instances !== 0).sort((a, b) => a.span.fromMs - b.span.fromMs);
  let missed = 0;
  walk(run, (state, next) => {
    const atMs = cell(next, 'time_ms')!;
    if (next.fact === 'taskPlaced') checkPlace(state, byTask.get(cell(next, 'task')!)!, run.setup.capacityProviders);
    if (next.fact === 'taskRequested') checkShares(state, byTask.get(cell(next, 'task')!)!, cell(next, 'class')!, run.setup);
    // Within a millisecond it was so at one of its moments.
    while (open.length > 0 && open[0].span.fromMs < atMs && !isSo(state, open[0])) {
      missed++;
      open.shift();
    }
    for (let i = 0; i < open.length && open[i].span.fromMs <= atMs; i++) if (isSo(state, open[i])) open.splice(i--, 1);
  });
  expect(missed).toBe(0);
}

interface Moment {
  readonly span: TaskAnswer['refusals'][number];
  readonly provider: number;
  readonly needs: readonly number[];
}

function isSo(state: ReplayedState, { span: { closest, booting, instances, fitting, counts }, provider, needs }: Moment): boolean {
  if (booting !== state.booting(provider) || instances !== state.count(provider)) return false;
  if (fitting + counts.reduce((sum, count) => sum + count.instances, 0) !== instances) return false;
  const which = closest === null ? -1 : ['RESOURCE:CPU', 'RESOURCE:MEMORY', 'RESOURCE:ENI'].indexOf(closest.reason);
  if (closest === null || which < 0) return true;
  return state.boxes.has(closest.instance) && closest.needed === needs[which] && closest.free === state.freeOn(closest.instance)[which];
}

function checkPlace(
  state: ReplayedState,
  { placement, capacityProvider }: TaskAnswer,
  providers: readonly { readonly name: string }[],
): void {
  const { cpuUnitsFree, memoryMibFree, eniFree, instance, instances, fitting, counts, decidedBy, steps } = placement!;
  expect([cpuUnitsFree, memoryMibFree, eniFree]).toEqual(state.freeOn(instance));
  expect(fitting + counts.reduce((sum, count) => sum + count.instances, 0)).toBe(instances);
  if (decidedBy !== 'named') expect(instances).toBe(state.count(providers.findIndex(({ name }) => name === capacityProvider)));
  for (const { step, score } of steps) {
    if (step === 'binpack cpu') expect(score).toBe(cpuUnitsFree);
    if (step === 'binpack memory') expect(score).toBe(memoryMibFree);
  }
}

/** The engine counts no tasks to choose from one provider. */
function checkShares(state: ReplayedState, { providers }: TaskAnswer, cls: number, setup: AllAnswers['run']['setup']): void {
  if (providers.length === 1) return;
  const names = [...setup.capacityProviders.map((provider) => provider.name), 'FARGATE', 'FARGATE_SPOT'];
  for (const { capacityProvider, tasks } of providers) expect(tasks).toBe(state.dealt(cls, names.indexOf(capacityProvider)));
}

/** What the simulation itself found once a minute, for each class and provider: after which row of events.csv. */
function explained(events: readonly Row[]) {
  const found = new Map<
    string,
    { readonly at: number; readonly atMs: number; readonly key: string; readonly counts: Record<string, number> }
  >();
  for (const [at, row] of events.entries()) {
    if (row.fact !== 'waitingExplained') continue;
    const key = `${row.class}/${row.provider}`;
    const one = found.get(`${row.time_ms} ${key}`) ?? { at, atMs: cell(row, 'time_ms')!, key, counts: {} };
    const reason = cell(row, 'reason')!;
    if (reason !== Refusal.otherProvider) one.counts[REFUSALS[reason]?.name ?? ''] = cell(row, 'instances')!;
    found.set(`${row.time_ms} ${key}`, one);
  }
  return [...found.values()];
}

/** The rows of events.csv between which an instance was searched, by task. */
export function searchesIn(events: readonly Row[]) {
  const searches = new Map<number, { key: string; from: number; to: number }>();
  for (const [at, row] of events.entries()) {
    const task = row.task === '' ? -1 : cell(row, 'task')!;
    if (row.fact === 'taskRequested') searches.set(task, { key: `${row.class}/${row.provider}`, from: at, to: Number.POSITIVE_INFINITY });
    const search = searches.get(task);
    if (search === undefined) continue;
    if (row.fact === 'taskHeld') search.from = Number.POSITIVE_INFINITY;
    if (row.fact === 'taskAdmitted') search.from = at;
    if (['taskPlaced', 'taskOnFargate', 'taskStopping', 'taskRefused'].includes(row.fact!)) search.to = Math.min(search.to, at);
  }
  return searches;
}

/** What an answer says, as tasks.csv would say it. */
function cellsOf({ wait, stop, refused, placement, ...answer }: TaskAnswer) {
  return {
    name: answer.name,
    capacity_provider: answer.capacityProvider ?? '',
    instance: placement?.instance ?? null,
    cpu_units: answer.cpuUnits,
    memory_mib: answer.memoryMib,
    eni: answer.eni,
    requested_ms: answer.requestedMs,
    placed_ms: answer.placedMs,
    running_ms: answer.runningMs,
    stopping_ms: answer.stoppingMs,
    ended_ms: answer.stoppedMs,
    wait_ms: wait?.waitMs ?? null,
    wait_quota_ms: wait?.quotaMs ?? null,
    wait_capacity_ms: wait?.capacityMs ?? null,
    wait_boot_ms: wait?.bootMs ?? null,
    wait_eni_ms: wait === null ? null : wait.eniMs,
    wait_room_ms: wait === null ? null : wait.roomMs,
    wait_pull_ms: wait?.pullMs ?? null,
    wait_start_ms: wait?.startMs ?? null,
    cause: answer.stoppedMs === null ? '' : (stop?.cause ?? refused!.reason),
  };
}

function cellsIn(row: Row) {
  const words = ['name', 'capacity_provider', 'cause'];
  const columns = Object.keys(cellsOf(EMPTY));
  return Object.fromEntries(columns.map((column) => [column, words.includes(column) ? row[column] : cell(row, column)]));
}

const EMPTY = { wait: null, stop: null, refused: { atMs: 0, reason: '', rule: '' }, placement: null } as unknown as TaskAnswer;
