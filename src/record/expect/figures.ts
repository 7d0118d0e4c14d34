import type { RunFigures } from '../figures-recorder.js';
import { METRICS } from '../metrics.js';
import type { ReportedDeployment } from '../rollouts/deployment-texts.js';
import type { OwnerMetrics, ProviderMetrics } from '../run-metrics.js';
import type { ReportedTraffic } from '../traffic/service-traffic.js';

/** An object with figures: the keys of its own, and its parts that have further figures. */
export interface FigureKind {
  readonly keys: readonly string[];
  readonly parts?: Readonly<Record<string, FigureKind>>;
}

type KeysOf<T> = readonly Exclude<
  keyof T & string,
  'fargate' | 'purchase_options' | 'capacity_provider' | 'name' | 'kind' | 'service' | 'load' | 'is_daemon'
>[];

const PROVIDER_KEYS = [
  ...[
    'cost_usd',
    'cost_unreserved_usd',
    'instance_hours',
    'peak_instances',
    'interrupted_instances',
    'tasks_interrupted_by_spot',
    'launch_failures',
  ],
  ...[
    'below_desired_instance_minutes',
    'scale_outs',
    'scale_ins',
    'cpu_reserved_percent',
    'memory_reserved_percent',
    'eni_reserved_percent',
  ],
] as KeysOf<ProviderMetrics>;
const FARGATE_KEYS = [
  ...['vcpu_hours', 'gb_hours', 'peak_vcpus', 'tasks_launched', 'tasks_interrupted', 'tasks_retired', 'tasks_refused_by_quota'],
  ...['tasks_refused_for_capacity', 'tasks_waiting'],
] as KeysOf<NonNullable<ProviderMetrics['fargate']>>;
const OWNER_KEYS = [
  ...['tasks_requested', 'tasks_started', 'tasks_completed', 'tasks_failed', 'tasks_interrupted', 'tasks_waiting', 'task_hours'],
  ...['cost_usd', 'wait_p50_ms', 'wait_p95_ms', 'wait_max_ms', 'below_desired_task_minutes', 'without_task_minutes'],
] as KeysOf<OwnerMetrics>;
const LOAD_KEYS = [
  ...['requests', 'served', 'shed', 'requests_lost', 'shed_or_lost', 'wait_p95_ms', 'scale_outs', 'scale_ins'],
  ...['minutes_without_data', 'undone', 'undone_by_another'],
] as KeysOf<ReportedTraffic>;
/** Over all deployments of a service: their number by result, the failed tasks, and the longest deployment that has ended. */
const DEPLOYMENT_KEYS = [
  ...['completed', 'failed', 'in_progress', 'rollbacks', 'failed_starts', 'unhealthy_tasks', 'crashed_tasks', 'longest_ms'],
];

/** The parts of a run that have figures of their own; each part has named members. */
export const FIGURE_PARTS = {
  capacity_providers: { keys: PROVIDER_KEYS, parts: { fargate: { keys: FARGATE_KEYS } } },
  services: { keys: OWNER_KEYS, parts: { load: { keys: LOAD_KEYS }, deployments: { keys: DEPLOYMENT_KEYS } } },
  workloads: { keys: OWNER_KEYS },
} as const satisfies Record<string, FigureKind>;
export type FigurePart = keyof typeof FIGURE_PARTS;

export const HEADLINE_KEYS: readonly string[] = METRICS.map(({ key }) => key);

/** The figure at a valid path; null if there was nothing to measure. */
export function figureOf(record: RunFigures, path: readonly string[]): number | null {
  const [part, name, ...rest] = path;
  if (name === undefined) return asFigure(record.metrics.headline, [part]);
  return asFigure(memberOf(record, part as FigurePart, name), rest);
}

function memberOf({ metrics, traffic, deployments }: RunFigures, part: FigurePart, name: string): unknown {
  if (part === 'capacity_providers') return metrics.providers.find((provider) => provider.capacity_provider === name);
  const kind = part === 'services' ? 'service' : 'workload';
  return {
    ...metrics.owners.find((owner) => owner.kind === kind && owner.name === name),
    load: traffic.find(({ service }) => service === name),
    deployments: rolloutFigures(deployments.filter(({ service }) => service === name)),
  };
}

/** Null for a service without reported deployments. */
function rolloutFigures(all: readonly ReportedDeployment[]): Record<string, number | null> | null {
  if (all.length === 0) return null;
  const inState = (state: string) => all.filter(({ rollout_state }) => rollout_state === state).length;
  const sum = (amountOf: (one: ReportedDeployment) => number) => all.reduce((total, one) => total + amountOf(one), 0);
  const tookMs = all.flatMap(({ begun_ms: begun, ended_ms: ended }) => (ended === null ? [] : [ended - begun]));
  return {
    completed: inState('COMPLETED'),
    failed: inState('FAILED'),
    in_progress: all.filter((one) => one.ended_ms === null && one.rollout_state === 'IN_PROGRESS').length,
    rollbacks: all.filter((one) => one.is_rollback).length,
    failed_starts: sum((one) => one.failed_starts),
    unhealthy_tasks: sum((one) => one.unhealthy_tasks),
    crashed_tasks: sum((one) => one.crashed_tasks),
    longest_ms: tookMs.length === 0 ? null : Math.max(...tookMs),
  };
}

function asFigure(from: unknown, path: readonly string[]): number | null {
  const value = path.reduce<unknown>((node, key) => (node as Record<string, unknown> | null | undefined)?.[key], from);
  return typeof value === 'number' ? value : null;
}

/** The key of the headline figure with this label in tables: for `tasks_missing` that of "Tasks missing". */
export function figureLabelled(word: string): string | undefined {
  const wordsOf = (text: string) =>
    text
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join('_');
  return METRICS.find(({ label }) => wordsOf(label) === wordsOf(word))?.key;
}
