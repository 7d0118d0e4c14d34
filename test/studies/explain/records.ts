import { clockText, durationText, numberText } from '../../../src/kernel/quantity-text.js';
import type { PlacementStrategy } from '../../../src/placement/view.js';
import { stopCauseName } from '../../../src/record/tables/names.js';
import { oneOf, spelt } from './account.js';
import type { Attempt, AttemptLog, Demand } from './attempt-log.js';
import { cell, type DrawnRun, type Row } from './drawn-run.js';
import { History } from './history.js';
import { type ReplayedState, walk } from './replayed-state.js';
import { searchesIn } from './task-checks.js';

/** An evaluation by the scaler of a capacity provider: its row of events.csv. */
export interface ScalerEvaluation {
  readonly provider: number;
  readonly row: Row;
  readonly rowIndex: number;
}

interface Span {
  readonly first: Attempt;
  readonly last: Attempt;
  readonly attempts: number;
}

const count = (n: number) => numberText(n, 0, 3);

/** The files of a run, row by row, for the checks of its explanations. */
export class Records {
  readonly history: History;
  readonly endMs: number;
  /** All that may have digits in its name. */
  readonly names: readonly string[];
  private readonly instances: ReadonlyMap<number, Row>;
  private readonly searches: ReturnType<typeof searchesIn>;
  private readonly placed = new Map<number, Attempt>();
  private readonly byKey = new Map<string, Attempt[]>();
  private readonly free = new Map<number, readonly number[]>();
  private readonly shares = new Map<number, ReadonlyMap<number, number>>();
  private readonly tasks: ReadonlyMap<number, Row>;
  private readonly evaluations: ScalerEvaluation[][];
  protected readonly demands: ReadonlyMap<string, Demand>;

  constructor(
    readonly run: DrawnRun,
    { attempts, demands }: AttemptLog,
  ) {
    const { setup, csv, finished } = run;
    this.history = new History(run);
    this.endMs = finished.record.endMs;
    this.instances = new Map(csv['instances.csv'].map((row) => [cell(row, 'instance')!, row]));
    this.searches = searchesIn(csv['events.csv']);
    for (const attempt of attempts) {
      if (attempt.task !== null && attempt.instance !== null) this.placed.set(attempt.task, attempt);
      else this.byKey.set(attempt.key, [...(this.byKey.get(attempt.key) ?? []), attempt]);
    }
    const families = setup.taskDefinitions.map(({ family, revision }) => `${family}:${revision}`);
    const policies = setup.services.flatMap(({ scaling }) => scaling?.policyNames ?? []);
    this.names = [...families, ...policies, ...setup.capacityProviders.map(({ name }) => name), ...setup.zones];
    this.tasks = new Map(csv['tasks.csv'].map((row) => [cell(row, 'task')!, row]));
    this.demands = new Map(demands.map((demand) => [`${demand.provider} ${demand.atMs}`, demand]));
    const all = csv['events.csv'].map((row, rowIndex) => ({ row, rowIndex })).filter(({ row }) => row.fact === 'capacityMeasured');
    this.evaluations = setup.capacityProviders.map((_, provider) =>
      all.filter(({ row }) => cell(row, 'provider') === provider).map((attempt) => ({ provider, ...attempt })),
    );
    walk(run, (state, next) => {
      if (next.fact === 'taskPlaced') this.free.set(cell(next, 'task')!, state.freeOn(cell(next, 'instance')!));
      if (next.fact === 'taskRequested') this.shares.set(cell(next, 'task')!, this.sharesBefore(state, cell(next, 'class')!));
    });
  }

  blank(name: string): string {
    return this.names.includes(name) ? spelt(name) : name;
  }

  providerName(provider: number): string {
    const { capacityProviders } = this.run.setup;
    return [...capacityProviders.map(({ name }) => name), 'FARGATE', 'FARGATE_SPOT'][provider];
  }

  instance(instance: number): Row {
    return this.instances.get(instance)!;
  }

  /** Rows of events.csv as text: t is a time, n a number. */
  rows(fact: string, columns: readonly string[], as: readonly ('t' | 'n')[], isOwn: (row: Row) => boolean = () => true): string[][] {
    const own = this.run.csv['events.csv'].filter((row) => row.fact === fact && isOwn(row));
    return own.map((row) => columns.map((column, i) => (as[i] === 't' ? clockText(cell(row, column)!) : count(cell(row, column)!))));
  }

  /** Time, M, N, and DesiredCapacity before and after. */
  moved([atMs, m, n, from, to, stays]: readonly (string | undefined)[], provider?: number): readonly string[] {
    const columns = ['time_ms', 'needed', 'running', 'from_desired', 'to_desired'];
    const isOwn = (row: Row) => provider === undefined || cell(row, 'provider') === provider;
    const decided = this.rows('scalingDecided', columns, ['t', 'n', 'n', 'n', 'n'], isOwn);
    return oneOf(
      [atMs, m, n, from, to, stays],
      decided.map((row) => [...row, row[3] === row[4] ? row[3] : '']),
    );
  }

  /** Before, after and when. */
  desiredChanges(name: string): string[][] {
    const service = this.run.setup.services.findIndex((one) => one.name === name);
    const own = this.rows('serviceDesired', ['count', 'time_ms'], ['n', 't'], (row) => row.service === `${service}`);
    return own.map(([to, atMs], i) => [own[i - 1]?.[0] ?? '0', to, atMs]);
  }

  /** All ways in which an instance may have ended, with the time. */
  endsOf(instance: number): string[][] {
    const facts = ['instanceDraining', 'instanceLeaving', 'instanceTerminated', 'instanceLeftCluster'];
    const isOwn = (row: Row) => row.instance === `${instance}`;
    return facts.flatMap((fact) => this.rows(fact, ['time_ms'], ['t'], isOwn).map(([atMs]) => [`${instance}`, atMs]));
  }

  /** A group with capacity rebalancing launches the replacement at the recommendation or notice; the old instance ends later (A.ASG-17). */
  endangered(instance: number, launchedMs: number): string[][] {
    const isOwn = (row: Row) => row.instance === `${instance}` && cell(row, 'time_ms') === launchedMs;
    return ['instanceRecommended', 'instanceNoticed'].flatMap((fact) => this.rows(fact, ['instance', 'time_ms'], ['n', 't'], isOwn));
  }

  deployed(name: string): string[][] {
    const service = this.run.setup.services.findIndex((one) => one.name === name);
    return this.rows('deploymentChanged', ['time_ms'], ['t'], (row) => row.service === `${service}` && row.cause === '1');
  }

  freeAtPlacement(task: number): readonly number[] {
    return this.free.get(task)!;
  }

  dealt(task: number): ReadonlyMap<number, number> {
    return this.shares.get(task)!;
  }

  placing(task: number): Attempt {
    return this.placed.get(task)!;
  }

  /** The refusals of attempts for a task; equal ones in a row are one. */
  spans(task: number): Span[] {
    const { key, from, to } = this.searches.get(task)!;
    const spans: Span[] = [];
    for (const attempt of (this.byKey.get(key) ?? []).filter(({ at }) => from < at && at <= to)) {
      const last = spans.at(-1);
      const searched = Number(attempt.task !== null);
      if (last !== undefined && isSame(last.first, attempt))
        spans[spans.length - 1] = { ...last, last: attempt, attempts: last.attempts + searched };
      else spans.push({ first: attempt, last: attempt, attempts: searched });
    }
    return spans;
  }

  /** Of an instance before a row of events.csv: what is free there, or the tasks of the group there or wherever the attribute is equal. */
  score(instance: number, row: number, { type, field, group }: PlacementStrategy & { readonly group: string }): number {
    const { boxes } = this.history;
    const box = boxes.get(instance)!;
    if (type === 'binpack') return (field === 'cpu' ? box.cpuFree : box.memoryFree).at(row);
    const tasks = (of: typeof box) => of.byGroup.get(group)?.at(row) ?? 0;
    if (field === 'instanceId' || field === 'host') return tasks(box);
    const attributeOf = (of: typeof box) => (field === 'attribute:rack' ? of.rack : of.zone);
    const alike = [...boxes.values()].filter((of) => of.standing.at(row).isThere && attributeOf(of) === attributeOf(box));
    return alike.reduce((sum, of) => sum + tasks(of), 0);
  }

  causeOf(row: Row): string {
    return stopCauseName(cell(row, 'cause')!);
  }

  /** When each deployment began and how long it took, to its end, the next one or the end of the run. */
  deploymentTimes(service: number): string[][] {
    const own = this.run.csv['events.csv'].filter((row) => row.fact === 'deploymentChanged' && row.service === `${service}`);
    const times = [...own.map((row) => cell(row, 'time_ms')!), this.endMs];
    return own.flatMap((row) => {
      const from = cell(row, 'time_ms')!;
      return row.cause === '1' ? times.filter((to) => to >= from).map((to) => [durationText(from), durationText(to - from)]) : [];
    });
  }

  task(task: number): Row {
    return this.tasks.get(task)!;
  }

  providerOf(row: Row): number {
    return this.run.setup.capacityProviders.findIndex(({ name }) => name === row.capacity_provider);
  }

  evaluationsOf(provider: number): readonly ScalerEvaluation[] {
    return this.evaluations[provider];
  }

  private sharesBefore(state: ReplayedState, cls: number): ReadonlyMap<number, number> {
    const providers = Array.from({ length: this.run.setup.capacityProviders.length + 2 }, (_, provider) => provider);
    return new Map(providers.map((provider) => [provider, state.dealt(cls, provider)]));
  }
}

function isSame(a: Attempt, b: Attempt): boolean {
  return a.booting === b.booting && a.instances === b.instances && JSON.stringify(a.counts) === JSON.stringify(b.counts);
}
