import type { Ms } from '../kernel/event-loop.js';
import { type Sentence, sentenceText } from '../kernel/sentence.js';
import type { Verdict } from '../record/expect/expectation.js';
import type { RunFigures } from '../record/figures-recorder.js';
import type { Periods } from '../record/period-means.js';
import type { RunRecord } from '../record/run-record.js';
import type { IncidentReport } from '../record/survival/report.js';
import { type RunName, SUMMARY, type SummaryRow } from '../record/tables/summary.js';
import type { Setup } from '../sim/setup.js';
import { tableText } from './csv/table.js';
import type { ReplayedTrace } from './replayed-traces.js';
import { incidentJson } from './survival/files.js';

/** A run, and where it comes from. */
export interface RunIdentity extends RunName {
  /** Name of the scenario that this is a variant of. */
  readonly variantOf?: string;
  /** For a run that begins with a present state: identity of everything that follows the start. */
  readonly whatFollows?: string;
  readonly forkedFrom?: ForkedFrom | undefined;
}

/** The time at which a fork left another run, and its changes. Without changes it is that run itself. */
export interface ForkedFrom {
  readonly timeMs: Ms;
  /** Digest of the facts up to then, which both runs share. */
  readonly digest: string;
  readonly scenarioHash: string;
  /** Each in the form `path=value`. */
  readonly changes: readonly string[];
  readonly forkedFrom: ForkedFrom | null;
}

/** A finished run as every renderer takes it, or its figures only. */
export interface FinishedRun<Figures extends RunFigures = RunRecord> {
  readonly identity: RunIdentity;
  readonly setup: Setup;
  readonly record: Figures;
  /** The expectations of the scenario and their results. */
  readonly verdicts: readonly Verdict[];
  /** Means over the whole periods of a load that repeats; absent for any other, and for a fork. */
  readonly periods?: Periods | undefined;
  /** A warning that such a run is shorter than its transient; null or absent where that is not shown. */
  readonly transient?: Sentence | null;
  /** Each setting of the scenario by its path, defaults included; absent if they will not be shown. */
  readonly settings?: readonly (readonly [path: string, value: string])[];
  /** The contents of the trace files that workloads replayed, counted. */
  readonly traces?: readonly ReplayedTrace[];
  /** The effects of the run's incidents, against the same run without them. */
  readonly incident?: IncidentReport | undefined;
}

/** The content of summary.json: flat headline metrics first, then their parts. */
export function summaryOf({ identity, setup, record, verdicts, transient, traces = [], incident }: FinishedRun): Record<string, unknown> {
  const { name, variantOf, seed, scenarioHash, engineVersion, digest, events } = identity;
  return {
    name,
    ...(variantOf === undefined ? {} : { variant_of: variantOf }),
    seed,
    scenario_hash: scenarioHash,
    engine_version: engineVersion,
    digest,
    ...(identity.whatFollows === undefined ? {} : { digest_of_what_follows: identity.whatFollows }),
    events,
    ...policyOf(identity),
    ...(identity.forkedFrom === undefined ? {} : { forked_from: forkOf(identity.forkedFrom) }),
    duration_ms: record.endMs,
    failed: record.failures,
    ...(transient == null ? {} : { transient: sentenceText(transient) }),
    ...record.metrics.headline,
    purchase_options: record.metrics.purchaseOptions,
    capacity_providers: record.metrics.providers,
    task_owners: record.metrics.owners,
    idle_cost_usd: record.metrics.idleUsd,
    items: record.metrics.items,
    commitments: record.metrics.commitments,
    ...(record.metrics.spotPools.length === 0 ? {} : { spot_pools: record.metrics.spotPools }),
    ...(record.spotTraces.length === 0 ? {} : { spot_traces: record.spotTraces }),
    ...(traces.length === 0 ? {} : { traces: traces.map(traceJson) }),
    ...(record.faults.length === 0 ? {} : { faults: record.faults }),
    ...(record.refreshes.length === 0 ? {} : { instance_refreshes: record.refreshes }),
    ...(record.traffic.length === 0 ? {} : { service_load: record.traffic }),
    ...(record.deployments.length === 0 ? {} : { deployments: record.deployments }),
    ...(record.limits.length === 0 ? {} : { limits_reached: record.limits.map(sentenceText) }),
    ...(record.capacityNotes.length === 0 ? {} : { capacity_notes: record.capacityNotes }),
    ...(record.leftOut.length === 0 ? {} : { left_out: record.leftOut.map(sentenceText) }),
    ...(record.troubles.length === 0 ? {} : { service_troubles: record.troubles }),
    ...(verdicts.length === 0 ? {} : { expectations: verdicts }),
    ...(incident === undefined ? {} : { incident: incidentJson(incident) }),
    instance_types: usedTypes(setup),
  };
}

function traceJson({
  workload,
  file,
  tasks,
  withoutArrival,
  withoutEnd,
  afterTheEnd,
  gpuShares,
  gpuModels,
  gpuModelsMissing,
}: ReplayedTrace): Record<string, unknown> {
  return {
    workload,
    file,
    tasks,
    tasks_without_arrival: withoutArrival,
    tasks_without_end: withoutEnd,
    tasks_after_the_end: afterTheEnd,
    tasks_that_share_a_gpu: gpuShares,
    tasks_that_name_gpu_models: gpuModels,
    tasks_whose_gpu_models_are_missing: gpuModelsMissing,
  };
}

/** No key if each service and workload uses its own strategy. */
export function policyOf({ policy }: Pick<RunIdentity, 'policy'>): Record<string, unknown> {
  if (policy === undefined) return {};
  return { policy: policy.name, ...(policy.module === null ? {} : { policy_module: policy.module }) };
}

function forkOf({ timeMs, digest, scenarioHash, changes, forkedFrom }: ForkedFrom): Record<string, unknown> {
  return {
    time_ms: timeMs,
    digest,
    scenario_hash: scenarioHash,
    changes,
    ...(forkedFrom === null ? {} : { forked_from: forkOf(forkedFrom) }),
  };
}

export function summaryJson(run: FinishedRun): string {
  return `${JSON.stringify(summaryOf(run), null, 2)}\n`;
}

/** Returns the text of summary.csv: one row per run. */
export function summaryCsv(runs: readonly FinishedRun[]): string {
  return tableText(SUMMARY.columns, runs.map(summaryRow));
}

export function summaryRow({ identity, record }: FinishedRun): SummaryRow {
  return { identity, headline: record.metrics.headline, failures: record.failures };
}

/** An instance type of the scenario with the source of its numbers, which every report states. */
export interface UsedType {
  readonly instance_type: string;
  readonly cpu_units: number;
  readonly memory_mib: number;
  readonly memory_source: string;
  readonly eni_tasks: number;
  readonly eni_tasks_trunk: number;
  readonly trunk_source: string;
  readonly price_usd_per_hour: number;
  /** Present if the price changes during the run. */
  readonly price_steps?: readonly { readonly at_ms: number; readonly usd_per_hour: number }[];
  readonly price_source: string;
}

/** Returns the types that providers and static instances use. */
export function usedTypes(setup: Setup): UsedType[] {
  const ofProviders = setup.capacityProviders.flatMap((provider) => provider.instanceTypes);
  const used = new Set([...ofProviders, ...setup.staticInstances.map((group) => group.instanceType)]);
  return setup.instanceTypes
    .filter((_, index) => used.has(index))
    .map((type) => ({
      instance_type: type.name,
      cpu_units: type.cpuUnits,
      memory_mib: type.memoryMib,
      memory_source: type.memorySource,
      eni_tasks: type.eniTasks,
      eni_tasks_trunk: type.eniTasksTrunk,
      trunk_source: type.trunkSource,
      price_usd_per_hour: type.usdPerHour,
      ...(type.pricePath === undefined ? {} : { price_steps: stepsOf(type.pricePath) }),
      price_source: type.priceSource,
    }));
}

function stepsOf({ atMs, usdPerHour }: NonNullable<Setup['instanceTypes'][number]['pricePath']>): NonNullable<UsedType['price_steps']> {
  return atMs.map((ms, i) => ({ at_ms: ms, usd_per_hour: usdPerHour[i] }));
}
