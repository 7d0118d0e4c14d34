import { clockText, numberText } from '../../../src/kernel/quantity-text.js';
import { REFUSALS, Refusal } from '../../../src/placement/fit.js';
import { refusalName } from '../../../src/record/tables/names.js';
import { ruleOf } from '../../../src/studies/explain/inquiries/rules.js';
import { cell, type DrawnRun, type Row } from './drawn-run.js';

export interface Lack {
  readonly fromMs: number;
  toMs: number;
  most: number;
  waitingMs: number;
  startingMs: number;
  notRequestedMs: number;
}

/** The classes of the tasks of a service. */
function classesOf({ csv }: DrawnRun, service: number): ReadonlySet<string> {
  return new Set(
    csv['events.csv'].filter((row) => row.fact === 'taskClassDefined' && row.service === `${service}`).map((row) => row.class!),
  );
}

/** When fewer ran than desired, and where the missing ones were: by the state after each millisecond. */
export function serviceTally(run: DrawnRun, service: number): Lack[] {
  const classes = classesOf(run, service);
  const stages = new Map<string, 'waiting' | 'starting' | 'running'>();
  const found: Lack[] = [];
  let desired = 0;
  let open: Lack | null = null;
  const events = run.csv['events.csv'];
  const { endMs } = run.finished.record;
  events.forEach((row, i) => {
    desired = counted(row, { service, desired, stages, classes });
    const [nowMs, nextMs] = [cell(row, 'time_ms')!, i + 1 < events.length ? cell(events[i + 1], 'time_ms')! : endMs];
    if (nextMs === nowMs) return;
    const of = (stage: string) => [...stages.values()].filter((one) => one === stage).length;
    const missing = Math.max(0, desired - of('running'));
    if (missing === 0) {
      open = null;
      return;
    }
    if (open === null) {
      open = { fromMs: nowMs, toMs: nowMs, most: 0, waitingMs: 0, startingMs: 0, notRequestedMs: 0 };
      found.push(open);
    }
    const waiting = Math.min(missing, of('waiting'));
    const starting = Math.min(missing - waiting, of('starting'));
    open.toMs = nextMs;
    open.most = Math.max(open.most, missing);
    open.waitingMs += waiting * (nextMs - nowMs);
    open.startingMs += starting * (nextMs - nowMs);
    open.notRequestedMs += (missing - waiting - starting) * (nextMs - nowMs);
  });
  return found;
}

interface Counting {
  readonly service: number;
  readonly desired: number;
  readonly stages: Map<string, 'waiting' | 'starting' | 'running'>;
  readonly classes: ReadonlySet<string>;
}

function counted(row: Row, { service, desired, stages, classes }: Counting): number {
  const task = row.task!;
  if (row.fact === 'serviceDesired' && row.service === `${service}`) return cell(row, 'count')!;
  if (row.fact === 'taskRequested' && classes.has(row.class!)) stages.set(task, 'waiting');
  if (!stages.has(task)) return desired;
  if (row.fact === 'taskPlaced' || row.fact === 'taskOnFargate') stages.set(task, 'starting');
  if (row.fact === 'taskRunning') stages.set(task, 'running');
  if (row.fact === 'taskRefused' || row.fact === 'taskStopping') stages.delete(task);
  return desired;
}

/** Minutes in which its waiting tasks of one class were refused alike: once, from, to, tasks, fitting, instances and by which reasons. */
export function waitsOf(run: DrawnRun, service: number): string[][] {
  return [...classesOf(run, service)].flatMap((one) => waitsOfClass(run, one));
}

function waitsOfClass(run: DrawnRun, taskClass: string): string[][] {
  const own = run.csv['events.csv'].filter((row) => row.fact === 'waitingExplained' && row.class === taskClass);
  const minutes = [...new Set(own.map((row) => cell(row, 'time_ms')!))].map((atMs) => {
    const rows = own.filter((row) => cell(row, 'time_ms') === atMs);
    const sumOf = (column: string) =>
      [...new Map(rows.map((row) => [row.provider, cell(row, column)!])).values()].reduce((a, b) => a + b, 0);
    const counts = new Map<string, number>();
    for (const row of rows) {
      const reason = cell(row, 'reason')!;
      const name = `${REFUSALS[reason]?.name ?? refusalName(reason)} (${ruleOf('refusal', reason).replace(/\d/g, '#')})`;
      if (reason !== Refusal.otherProvider) counts.set(name, (counts.get(name) ?? 0) + cell(row, 'instances')!);
    }
    return { atMs, waiting: sumOf('waiting'), fitting: sumOf('fitting'), counts: [...counts].sort(([, a], [, b]) => b - a) };
  });
  const spans: { fromMs: number; toMs: number; most: number; fitting: number; counts: [string, number][] }[] = [];
  for (const { atMs, waiting, fitting, counts } of minutes) {
    const last = spans.at(-1);
    const isNext = last !== undefined && atMs - last.toMs <= run.setup.scaler.evaluationIntervalMs;
    if (isNext && `${last.counts}` === `${counts}` && last.fitting === fitting)
      Object.assign(last, { toMs: atMs, most: Math.max(last.most, waiting) });
    else spans.push({ fromMs: atMs, toMs: atMs, most: waiting, fitting, counts });
  }
  return spans.map(({ fromMs, toMs, most, fitting, counts }) => {
    const all = counts.reduce((sum, [, n]) => sum + n, fitting);
    const reasons = counts.map(([reason, n]) => `${n} ${reason}`).join(', ');
    return [
      clockText(fromMs),
      clockText(fromMs),
      clockText(toMs),
      ...[most, fitting, all].map((n) => numberText(n, 0)),
      reasons === '' ? '' : `: ${reasons}`,
    ];
  });
}
