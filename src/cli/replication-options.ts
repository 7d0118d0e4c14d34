import type { Ms } from '../kernel/event-loop.js';
import { metricLabel, metricNamed } from '../record/metric-names.js';
import type { MetricKey } from '../record/metrics.js';
import { instead } from '../scenario/text/suggest.js';
import { parseDuration } from '../scenario/units.js';
import { type PrecisionRule, shareOf } from '../statistics/precision.js';
import type { ReplicationPlan } from '../studies/compare/run.js';
import { flag, ofNumber, ofText } from './scenario-options.js';
import type { WordsOfOptions } from './words.js';

/** The default limit of replications for `--precision`. */
const REPLICATIONS_MOST = 200;
/** With fewer than ten the first check would favour samples that look narrow by chance. */
const BATCH = 10;
const WORKERS_MAX = 1024;
const REPLICATIONS_MAX = 100_000;

export const REPLICATION_OPTIONS = {
  replications: ofNumber('Runs of each scenario, with seeds of their own that all scenarios share; with --precision the most of them'),
  precision: ofText(`Adds replications, ${BATCH} at a time, until the change of --metrics is as narrow as this, such as 2%`),
  metrics: ofText('Of --precision: headline metrics such as cost or wait_p95, with commas between (default: cost)'),
  'warm-up': ofText('Leaves the first part of each run out: a time such as 1d, or auto (MSER-5)'),
  workers: ofNumber('Threads (default: as the work asks); the answer is the same'),
  resume: flag('Go on with the journal of a comparison that was stopped'),
} as const;

export type ReplicationArguments = WordsOfOptions<typeof REPLICATION_OPTIONS>;

export type ReplicationRequest = Pick<ReplicationPlan, 'replications' | 'precision' | 'warmUp'>;

/** Parses the replication options; null: a single run of each. */
export function replicationsGiven(words: ReplicationArguments, mistakes: string[]): ReplicationRequest | null {
  const { replications, precision, metrics, resume } = words;
  if (replications !== undefined && !isWhole(replications, 2, REPLICATIONS_MAX))
    mistakes.push(`--replications ${replications}: give a whole number from 2 to ${REPLICATIONS_MAX}; fewer tell nothing of chance`);
  const warmUp = warmUpOf(words, mistakes);
  const chosen = metricsOf(metrics ?? 'cost', mistakes);
  if (metrics !== undefined && precision === undefined)
    mistakes.push('--metrics names the metrics of --precision: give --precision as well');
  if (precision !== undefined)
    return { replications: replications ?? REPLICATIONS_MOST, warmUp, precision: preciseOf(words, chosen, mistakes) };
  if (resume && replications === undefined)
    mistakes.push('--resume goes on with replications: give --replications or --precision as before');
  return replications === undefined ? null : { replications, warmUp, precision: null };
}

function warmUpOf({ warmUp, replications, precision }: ReplicationArguments, mistakes: string[]): ReplicationRequest['warmUp'] {
  if (warmUp === undefined) return null;
  if (replications === undefined && precision === undefined)
    mistakes.push('--warm-up applies to replications: give --replications or --precision as well');
  if (warmUp === 'auto') return warmUp;
  return warmUpTime(warmUp, ', or auto', mistakes);
}

/** For studies of many runs without a common automatic warm-up. */
export const SWEEP_WARM_UP = ofText('Leaves the first part of each run out: a time such as 1d');

/** Parses the warm-up of a sweep. Its points differ in their warm-up, so `auto` is not offered. */
export function sweepWarmUpOf({ warmUp }: Pick<ReplicationArguments, 'warmUp'>, mistakes: string[]): Ms | null {
  return warmUp === undefined ? null : warmUpTime(warmUp, '; compare --warm-up auto finds that of one scenario', mistakes);
}

function warmUpTime(text: string, otherwise: string, mistakes: string[]): Ms | null {
  const ms = parseDuration(text) ?? 0;
  if (ms === 0) mistakes.push(`--warm-up ${text}: write a duration above 0, such as 12h or 1d${otherwise}`);
  return ms || null;
}

/** Reads --workers; null: one per processor. */
export function workersOf({ workers }: Pick<ReplicationArguments, 'workers'>, mistakes: string[]): number | null {
  if (workers !== undefined && !isWhole(workers, 1, WORKERS_MAX))
    mistakes.push(`--workers ${workers}: give a whole number from 1 to ${WORKERS_MAX}`);
  return workers ?? null;
}

function preciseOf(
  { precision = '', replications = REPLICATIONS_MOST }: ReplicationArguments,
  metrics: readonly MetricKey[],
  mistakes: string[],
) {
  const { value, problems } = shareOf(precision);
  mistakes.push(...problems.map(({ message }) => `--precision: ${message}`));
  const rule: PrecisionRule = {
    halfWidthMost: value ?? 1,
    batch: BATCH,
    replicationsMin: Math.min(BATCH, replications),
    replicationsMax: replications,
  };
  return { rule, metrics };
}

function metricsOf(words: string, mistakes: string[]): MetricKey[] {
  return words.split(',').flatMap((text) => {
    const key = metricNamed(text.trim());
    if (key === undefined) mistakes.push(`--metrics ${text.trim()}: there is no such metric${instead(text.trim(), metricLabel())}`);
    return key ?? [];
  });
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
