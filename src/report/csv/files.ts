import { HOUR_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { TextSink } from '../../kernel/text-sink.js';
import type { Costs } from '../../record/ledger/costs.js';
import type { EndListener, TaskEnd } from '../../record/ledger/end-listener.js';
import type { RunAccounts } from '../../record/ledger/run-accounts.js';
import type { RefreshLog } from '../../record/refreshes.js';
import type { RolloutLog } from '../../record/rollouts/rollout-log.js';
import { type StreamedCsvFile, TABLES } from '../../record/tables/all.js';
import { CAPACITY_PROVIDERS } from '../../record/tables/capacity-providers.js';
import { CLUSTER } from '../../record/tables/cluster.js';
import { type Cell, type Column, cellsOf, columnsIn, headerOf, type Table } from '../../record/tables/column.js';
import { COSTS, SERVICE_COSTS } from '../../record/tables/costs.js';
import { EVENTS } from '../../record/tables/events.js';
import { INSTANCES, instanceRow } from '../../record/tables/instances.js';
import { type NameOfTraced, Names } from '../../record/tables/names.js';
import {
  decisionRow,
  groupScalingRow,
  launchFailureRow,
  refreshRow,
  rolloutRow,
  SCALING_ACTIVITIES,
  serviceScalingRow,
} from '../../record/tables/scaling-activities.js';
import { shownHours } from '../../record/tables/service-costs.js';
import { REVISIONS, SERVICES } from '../../record/tables/services.js';
import { TASKS } from '../../record/tables/tasks.js';
import type { TrafficLog } from '../../record/traffic/traffic-log.js';
import { Fact, type FactKind } from '../../sim/facts.js';
import { ServiceRows } from './service-rows.js';
import { CsvTable } from './table.js';

/** The streamed files of a run with their sinks; a file without a sink is not made. */
export type CsvSinks = Partial<Readonly<Record<StreamedCsvFile, TextSink>>>;

interface OpenFile {
  readonly csv: CsvTable;
  readonly columns: readonly Column<never>[];
  /** Of the row that is being written. */
  readonly cells: Cell[];
}

/** The CSV files of one run. Rows are written as soon as they are complete; memory does not grow with the run. */
export class CsvFiles {
  private readonly names: Names;
  private readonly files = new Map<string, OpenFile>();
  private readonly services: ServiceRows;
  /** The end of the interval before, as far as it is known. */
  private intervalFromMs: Ms = -1;

  constructor(
    private readonly accounts: RunAccounts,
    sinks: CsvSinks,
    private readonly logs: {
      readonly traffic: TrafficLog;
      readonly rollouts: RolloutLog;
      readonly refreshes: RefreshLog;
      readonly nameOfTraced: NameOfTraced;
    },
  ) {
    this.names = new Names(accounts.setup, logs.nameOfTraced);
    for (const [file, sink] of Object.entries(sinks) as [StreamedCsvFile, TextSink][]) {
      const columns = columnsIn(TABLES[file], accounts.setup);
      this.files.set(file, { csv: new CsvTable(sink, headerOf(columns)), columns, cells: new Array(columns.length) });
    }
    const services = accounts.owners.filter(({ kind }) => kind === 'service');
    this.services = new ServiceRows(services, columnsIn(SERVICES, accounts.setup));
    accounts.watch({
      instanceEnded: (row, atMs, cause) => this.instanceEnded(row, atMs, cause),
      ...(this.files.has(TASKS.file) ? { taskEnded: (row, atMs, end) => this.taskEnded(row, atMs, end) } : {}),
    } satisfies EndListener);
  }

  /** Writes facts that are rows by themselves. Must be called after the accounts have processed the fact. */
  onFact(kind: FactKind, atMs: Ms, args: readonly number[]): void {
    this.add(EVENTS, { atMs, id: 0 }, () => ({ atMs, kind, args }));
    if (kind === Fact.launchFailed) this.launchFailed(atMs, args);
    if (kind === Fact.refreshMoved) this.refreshMoved(atMs, args);
    if (kind === Fact.serviceScaled) this.serviceScaled(atMs, args);
    if (kind === Fact.groupScaled) this.groupScaled(atMs, args);
    if (this.logs.rollouts.isActivity(kind, args))
      this.add(SCALING_ACTIVITIES, { atMs, id: this.accounts.groups.length + args[0] }, () =>
        rolloutRow(this.logs.rollouts, atMs, { kind, args }),
      );
    if (kind !== Fact.scalingDecided) return;
    const [provider, fromDesired, toDesired, reason, needed, running] = args;
    const { lowPoints } = this.accounts.groups[provider];
    const decision = { provider, fromDesired, toDesired, reason, needed, running, lowPoints };
    this.add(SCALING_ACTIVITIES, { atMs, id: provider }, () => decisionRow(this.accounts.setup, atMs, decision));
  }

  /** True if onFact() handles facts of the kind: otherwise the recorder makes no array of arguments. */
  receives(kind: FactKind): boolean {
    return (
      kind === Fact.scalingDecided ||
      kind === Fact.launchFailed ||
      kind === Fact.refreshMoved ||
      kind === Fact.serviceScaled ||
      kind === Fact.groupScaled ||
      this.logs.rollouts.receives(kind) ||
      this.files.has(EVENTS.file)
    );
  }

  private taskEnded(row: number, atMs: Ms, end: TaskEnd): void {
    const { accounts, names } = this;
    const task = { accounts, names, row, end: { ...end, atMs } };
    write(this.files.get(TASKS.file)!, { atMs, id: accounts.tasks.ordinal[row] }, task);
  }

  private instanceEnded(row: number, atMs: Ms, cause: number): void {
    const { accounts, names } = this;
    const end = { atMs, cause };
    this.add(INSTANCES, { atMs, id: accounts.instances.ordinal[row] }, () => instanceRow(accounts, names, { row, end, endMs: atMs }));
  }

  /** Writes the rows of an interval that ends at `timeMs`. */
  intervalEnded(timeMs: Ms, costs: Costs): void {
    const cluster = this.accounts.cluster.close();
    if (cluster !== null) this.add(CLUSTER, { atMs: timeMs, id: 0 }, () => ({ timeMs, cluster }));
    this.accounts.groups.forEach((group, index) => {
      if (group.name !== '' || group.instances.peak > 0)
        this.add(CAPACITY_PROVIDERS, { atMs: timeMs, id: index }, () => ({ timeMs, costs, index, group }));
    });
    this.serviceRows(timeMs);
    this.intervalFromMs = timeMs;
  }

  private serviceRows(timeMs: Ms): void {
    const { logs, services } = this;
    const { setup } = this.accounts;
    const csv = this.files.get(SERVICES.file)?.csv;
    if (csv === undefined && !this.files.has(REVISIONS.file)) return;
    const times = { fromMs: this.intervalFromMs, timeMs };
    for (let service = 0; service < setup.services.length; service++) {
      if (csv !== undefined) services.write(csv.rowsFor(timeMs, service), service, times, logs.traffic.amountsOf(service));
      for (const one of logs.traffic.loadsOfRevisions(service))
        this.add(REVISIONS, { atMs: timeMs, id: service }, () => ({ timeMs, setup, service, load: one }));
    }
  }

  /** Ends the run at `endMs`: writes the rows of living tasks and instances in order of ordinal, and flushes all files. */
  finish(endMs: Ms): void {
    const { accounts, names } = this;
    // Sorts these rows after all others: they have no time.
    const afterAllMs = Number.POSITIVE_INFINITY;
    for (const row of accounts.tasks.inOrder())
      this.add(TASKS, { atMs: afterAllMs, id: accounts.tasks.ordinal[row] }, () => ({ accounts, names, row, end: null }));
    for (const row of accounts.instances.inOrder())
      this.add(INSTANCES, { atMs: afterAllMs, id: accounts.instances.ordinal[row] }, () =>
        instanceRow(accounts, names, { row, end: null, endMs }),
      );
    if (this.files.has(COSTS.file)) this.costsByHour(endMs);
    if (this.files.has(SERVICE_COSTS.file)) this.serviceCosts(endMs);
    for (const { csv } of this.files.values()) csv.flush();
  }

  save(): unknown {
    const tables = [...this.files].map(([file, { csv }]) => [file, csv.save()]);
    return { tables: Object.fromEntries(tables), services: this.services.save() };
  }

  /** Restores the state of files with the same names; a file without saved state begins here. */
  load(saved: unknown): void {
    const from = saved as { tables: Partial<Record<string, unknown>>; services: unknown };
    for (const [file, { csv }] of this.files) if (from.tables[file] !== undefined) csv.load(from.tables[file]);
    this.services.load(from.services);
  }

  /** Service rows come after those of all capacity providers. */
  private serviceScaled(atMs: Ms, args: readonly number[]): void {
    const { setup } = this.accounts;
    this.add(SCALING_ACTIVITIES, { atMs, id: setup.capacityProviders.length + args[0] }, () => serviceScalingRow(setup, atMs, args));
  }

  private groupScaled(atMs: Ms, args: readonly number[]): void {
    const { setup, groups } = this.accounts;
    this.add(SCALING_ACTIVITIES, { atMs, id: args[0] }, () => groupScalingRow(setup, groups[args[0]], { atMs, args }));
  }

  private launchFailed(atMs: Ms, [provider, reason, missing, retryAtMs]: readonly number[]): void {
    const group = this.accounts.groups[provider];
    this.add(SCALING_ACTIVITIES, { atMs, id: provider }, () => launchFailureRow(group, atMs, { reason, missing, retryAtMs }));
  }

  private refreshMoved(atMs: Ms, [provider, , status]: readonly number[]): void {
    const explanation = this.logs.refreshes.latest(provider, atMs);
    const group = this.accounts.groups[provider];
    this.add(SCALING_ACTIVITIES, { atMs, id: provider }, () => refreshRow(group, atMs, { status, explanation }));
  }

  private costsByHour(endMs: Ms): void {
    const { names } = this;
    for (const [id, cost] of this.accounts.costsByHour(endMs).entries())
      this.add(COSTS, { atMs: cost.hour * HOUR_MS, id }, () => ({ names, cost }));
  }

  private serviceCosts(endMs: Ms): void {
    const { accounts } = this;
    let id = 0;
    for (const shown of shownHours(accounts.serviceHours(endMs)))
      this.add(SERVICE_COSTS, { atMs: shown.hour * HOUR_MS, id: id++ }, () => ({ accounts, shown }));
  }

  /** Makes the row only if its file is requested. */
  private add<Row>({ file }: Table<Row>, { atMs, id }: { readonly atMs: Ms; readonly id: number }, row: () => Row): void {
    const open = this.files.get(file);
    if (open !== undefined) write(open, { atMs, id }, row());
  }
}

function write<Row>({ csv, columns, cells }: OpenFile, { atMs, id }: { readonly atMs: Ms; readonly id: number }, row: Row): void {
  csv.add(atMs, id, cellsOf(columns as readonly Column<Row>[], row, cells));
}
