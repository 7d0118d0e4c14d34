import { describe, expect, it } from 'vitest';
import { type TaskAnswer, TaskInquiry } from '../../../src/experiment/explain/task.js';
import { REFUSALS, Refusal } from '../../../src/placement/fit.js';
import { EVERYTHING } from '../../billing/terms.js';
import { swarmSetup } from '../../sim/swarm-setup.js';
import { walk } from './books.js';
import { cell, drawnRun, type Row, replayed } from './drawn-run.js';

const SEEDS = Array.from({ length: 5 }, (_, seed) => seed);

/** Everything about every task of a drawn run. */
function asked(seed: number) {
  const run = drawnRun({ ...swarmSetup(seed), billing: EVERYTHING });
  const rows = new Map(run.csv['tasks.csv'].map((row) => [cell(row, 'task')!, row]));
  const inquiries = [...rows].map(([task, row]) => new TaskInquiry(task, cell(row, 'requested_ms')!));
  const digest = replayed(run, inquiries);
  return { run, rows, digest, answers: inquiries.map((inquiry) => inquiry.answer(run.finished)) };
}

const drawn = SEEDS.map((seed) => ({ seed, ...asked(seed) }));

describe('what is said of each task of a drawn run', () => {
  it.each(drawn)('changes nothing by being asked (seed $seed)', ({ run, digest }) => {
    expect(digest).toBe(run.digest);
  });

  it.each(drawn)('has the numbers of tasks.csv (seed $seed)', ({ rows, answers }) => {
    expect(answers.length).toBeGreaterThan(20);
    for (const answer of answers) expect(cellsOf(answer)).toEqual(cellsIn(rows.get(answer.task)!));
  });

  it.each(drawn)('counts refusals as events.csv does, minute for minute (seed $seed)', ({ run, answers }) => {
    const minutes = explained(run.csv['events.csv']);
    const searches = searchesIn(run.csv['events.csv']);
    for (const { refusals, task, isOnFargate } of answers) {
      const { key, from, to } = searches.get(task)!;
      for (const { atMs, counts } of minutes.filter((minute) => minute.key === key && from < minute.at && minute.at < to)) {
        if (isOnFargate) continue;
        const spans = refusals.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
        const said = spans.map(({ counts: of }) => Object.fromEntries(of.map(({ reason, instances }) => [reason, instances])));
        expect(said, `task ${task} at ${atMs} ms`).toContainEqual(counts);
      }
    }
  });

  it.each(drawn)('knows what was free where it went, and what others lacked (seed $seed)', ({ run, answers }) => {
    const placed = new Map(answers.flatMap((answer) => (answer.placement === null ? [] : [[answer.task, answer] as const])));
    const closest = answers.flatMap(({ refusals, cpuUnits, memoryMib, eni }) =>
      refusals.flatMap(({ fromMs, closest: near }) => (near === null ? [] : [{ fromMs, near, needs: [cpuUnits, memoryMib, eni] }])),
    );
    const seen = new Set<unknown>();
    walk(run, (books, next) => {
      const atMs = cell(next, 'time_ms')!;
      if (next.fact === 'taskPlaced') {
        const { placement, capacityProvider } = placed.get(cell(next, 'task')!)!;
        const { cpuUnitsFree, memoryMibFree, eniFree, instance, instances, fitting, counts, decidedBy } = placement!;
        expect([cpuUnitsFree, memoryMibFree, eniFree]).toEqual(books.freeOn(instance));
        expect(fitting + counts.reduce((sum, count) => sum + count.instances, 0)).toBe(instances);
        const provider = run.setup.capacityProviders.findIndex(({ name }) => name === capacityProvider);
        if (decidedBy !== 'named') expect(instances).toBe(books.count(provider));
        for (const { step, score } of placement!.steps) {
          if (step === 'binpack cpu') expect(score).toBe(cpuUnitsFree);
          if (step === 'binpack memory') expect(score).toBe(memoryMibFree);
        }
        placed.delete(cell(next, 'task')!);
      }
      for (const one of closest) {
        const { fromMs, near, needs } = one;
        const which = ['RESOURCE:CPU', 'RESOURCE:MEMORY', 'RESOURCE:ENI'].indexOf(near.reason);
        if (which < 0) seen.add(one);
        // Within a millisecond it was so at one of its moments.
        if (which < 0 || fromMs > atMs || seen.has(one) || !books.boxes.has(near.instance)) continue;
        if (near.needed === needs[which] && near.free === books.freeOn(near.instance)[which]) seen.add(one);
      }
    });
    expect(placed.size).toBe(0);
    expect(closest.filter((one) => !seen.has(one))).toEqual([]);
  });
});

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

/** Between which rows of events.csv an instance was looked for, for each task. */
function searchesIn(events: readonly Row[]) {
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
    wait_eni_ms: wait?.eniMs ?? null,
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
