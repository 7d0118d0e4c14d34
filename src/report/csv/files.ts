import { HOUR_MS } from '../../billing/money.js';
import type { Ms } from '../../kernel/event-loop.js';
import { type Costs, optionName, usdCell } from '../../record/ledger/costs.js';
import type { Ledger } from '../../record/ledger/ledger.js';
import type { Watcher } from '../../record/ledger/watcher.js';
import type { RefreshLog } from '../../record/refreshes.js';
import type { RolloutLog } from '../../record/rollouts/rollout-log.js';
import type { TrafficLog } from '../../record/traffic/traffic-log.js';
import { Fact, type FactKind } from '../../sim/facts.js';
import { activityCells, launchFailureCells, NO_SERVICE_CELLS, refreshCells, rolloutCells, serviceActivityCells } from './activities.js';
import { type CsvFile, columnsOf, hasLoad, hasServiceActivities } from './columns.js';
import { eventCells } from './events.js';
import { instanceCells } from './instances.js';
import { clusterCells, loadCells, providerCells, revisionCells, ServiceRow } from './intervals.js';
import { Names } from './names.js';
import { shownHours } from './service-costs.js';
import { type Cell, CsvTable, nameCell, type TextSink } from './table.js';
import { taskCells } from './tasks.js';

export type StreamedCsvFile = Exclude<CsvFile, 'summary.csv'>;

/** The files that a run streams out, each to where the caller wants it; a file without a sink is not made. */
export type CsvSinks = Partial<Readonly<Record<StreamedCsvFile, TextSink>>>;

/** The CSV files of one run. Rows leave as soon as they are known; memory does not grow with the run. */
export class CsvFiles implements Watcher {
  private readonly names: Names;
  private readonly tables = new Map<StreamedCsvFile, CsvTable>();
  private readonly services: readonly ServiceRow[];
  private readonly hasLoad: boolean;
  /** What rows of capacity providers have in the columns of services. */
  private readonly noService: readonly Cell[];
  private readonly activityColumns: number;

  constructor(
    private readonly ledger: Ledger,
    sinks: CsvSinks,
    private readonly logs: { readonly traffic: TrafficLog; readonly rollouts: RolloutLog; readonly refreshes: RefreshLog },
  ) {
    this.names = new Names(ledger.setup);
    this.hasLoad = hasLoad(ledger.setup);
    this.activityColumns = columnsOf('scaling-activities.csv', ledger.setup).length;
    this.noService = hasServiceActivities(ledger.setup) ? NO_SERVICE_CELLS : [];
    for (const [file, sink] of Object.entries(sinks) as [StreamedCsvFile, TextSink][])
      this.tables.set(file, new CsvTable(sink, columnsOf(file, ledger.setup)));
    this.services = ledger.owners.filter((owner) => owner.kind === 'service').map((owner) => new ServiceRow(owner));
    ledger.watch(this);
  }

  /** Facts that are rows by themselves; the ledger has heard the fact before. */
  tell(kind: FactKind, atMs: Ms, args: readonly number[]): void {
    this.add('events.csv', atMs, 0, () => eventCells(kind, atMs, args));
    if (kind === Fact.launchFailed) this.launchFailed(atMs, args);
    if (kind === Fact.refreshMoved) this.refreshMoved(atMs, args);
    if (kind === Fact.serviceScaled) this.serviceScaled(atMs, args);
    if (this.logs.rollouts.isActivity(kind, args))
      this.add('scaling-activities.csv', atMs, this.ledger.groups.length + args[0], () =>
        rolloutCells(this.logs.rollouts, atMs, { kind, args }).slice(0, this.activityColumns),
      );
    if (kind !== Fact.scalingDecided) return;
    const [provider, fromDesired, toDesired, reason, needed, running] = args;
    const { lowPoints } = this.ledger.groups[provider];
    const decision = { provider, fromDesired, toDesired, reason, needed, running, lowPoints };
    this.add('scaling-activities.csv', atMs, provider, () => [...activityCells(this.ledger.setup, atMs, decision), ...this.noService]);
  }

  /** True when tell() wants to hear of the kind at all: the recorder asks before it makes an array of arguments. */
  hears(kind: FactKind): boolean {
    return (
      kind === Fact.scalingDecided ||
      kind === Fact.launchFailed ||
      kind === Fact.refreshMoved ||
      kind === Fact.serviceScaled ||
      this.logs.rollouts.hears(kind) ||
      this.tables.has('events.csv')
    );
  }

  taskEnded(row: number, atMs: Ms, end: { readonly isRefused: boolean; readonly cause: number }): void {
    const { ledger, names } = this;
    this.add('tasks.csv', atMs, ledger.tasks.ordinal[row], () => taskCells(ledger, names, { row, end: { atMs, ...end } }));
  }

  instanceEnded(row: number, atMs: Ms, cause: number): void {
    const { ledger, names } = this;
    this.add('instances.csv', atMs, ledger.instances.ordinal[row], () => instanceCells(ledger, names, { row, atMs, cause }));
  }

  /** The rows of an interval that ends at `timeMs`. */
  intervalEnded(timeMs: Ms, costs: Costs): void {
    const cluster = this.ledger.cluster.close();
    if (cluster !== null) this.add('cluster.csv', timeMs, 0, () => clusterCells(timeMs, cluster));
    this.ledger.groups.forEach((group, index) => {
      if (group.name !== '' || group.instances.peak > 0)
        this.add('capacity-providers.csv', timeMs, index, () => providerCells(group, { timeMs, costs, index }));
    });
    this.services.forEach((service, index) => {
      this.add('services.csv', timeMs, index, () => [
        ...service.cells(timeMs),
        ...(this.hasLoad ? loadCells(this.logs.traffic.last[index]) : []),
      ]);
      for (const load of this.logs.traffic.last[index]?.revisions ?? [])
        this.add('revisions.csv', timeMs, index, () => revisionCells(this.ledger.setup, { timeMs, service: index, load }));
    });
  }

  /** The run is over at `endMs`: what still lives gets its row, in order of ordinal, and everything goes out. */
  finish(endMs: Ms): void {
    const { ledger, names } = this;
    // After every row with a time: these have none.
    const afterAllMs = Number.POSITIVE_INFINITY;
    for (const row of ledger.tasks.inOrder())
      this.add('tasks.csv', afterAllMs, ledger.tasks.ordinal[row], () => taskCells(ledger, names, { row, end: null }));
    for (const row of ledger.instances.inOrder())
      this.add('instances.csv', afterAllMs, ledger.instances.ordinal[row], () =>
        instanceCells(ledger, names, { row, atMs: endMs, cause: null }),
      );
    if (this.tables.has('costs.csv')) this.costsByHour(endMs);
    if (this.tables.has('service-costs.csv')) this.serviceCosts(endMs);
    for (const table of this.tables.values()) table.flush();
  }

  save(): unknown {
    const tables = [...this.tables].map(([file, table]) => [file, table.save()]);
    return { tables: Object.fromEntries(tables), services: this.services.map((service) => service.save()) };
  }

  /** Takes the state of files with the same names; a file that is new here begins here. */
  load(saved: unknown): void {
    const from = saved as { tables: Partial<Record<StreamedCsvFile, unknown>>; services: unknown[] };
    for (const [file, table] of this.tables) if (from.tables[file] !== undefined) table.load(from.tables[file]);
    this.services.forEach((service, i) => {
      service.load(from.services[i]);
    });
  }

  /** After all capacity providers. */
  private serviceScaled(atMs: Ms, args: readonly number[]): void {
    const { setup } = this.ledger;
    this.add('scaling-activities.csv', atMs, setup.capacityProviders.length + args[0], () => serviceActivityCells(setup, atMs, args));
  }

  private launchFailed(atMs: Ms, [provider, reason, missing, retryAtMs]: readonly number[]): void {
    const group = this.ledger.groups[provider];
    this.add('scaling-activities.csv', atMs, provider, () => [
      ...launchFailureCells(group, atMs, { reason, missing, retryAtMs }),
      ...this.noService,
    ]);
  }

  private refreshMoved(atMs: Ms, [provider, , status]: readonly number[]): void {
    const explanation = this.logs.refreshes.latest(provider, atMs);
    this.add('scaling-activities.csv', atMs, provider, () => [
      ...refreshCells(this.ledger.groups[provider], atMs, { status, explanation }),
      ...this.noService,
    ]);
  }

  private costsByHour(endMs: Ms): void {
    for (const [i, { hour, item, line, money }] of this.ledger.costsByHour(endMs).entries())
      this.add('costs.csv', hour * HOUR_MS, i, () => [
        hour * HOUR_MS,
        line === null ? '' : this.names.provider(line.group),
        line === null ? '' : optionName(line.option),
        usdCell(money),
        item,
      ]);
  }

  private serviceCosts(endMs: Ms): void {
    const { owners } = this.ledger;
    let id = 0;
    for (const { hour, bearer, usd } of shownHours(this.ledger.serviceHours(endMs))) {
      const [kind, name] = typeof bearer === 'number' ? [owners[bearer].kind, owners[bearer].name] : [bearer, ''];
      this.add('service-costs.csv', hour * HOUR_MS, id++, () => [hour * HOUR_MS, kind, nameCell(name), usd]);
    }
  }

  private add(file: StreamedCsvFile, atMs: Ms, id: number, cells: () => Cell[]): void {
    this.tables.get(file)?.add(atMs, id, cells());
  }
}
