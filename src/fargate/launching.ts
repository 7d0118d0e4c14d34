import { type BucketRate, fullBucket, nextAllowedMs, perSecond, type TokenBucket, take, tokensAt } from '../kernel/token-bucket.js';
import { FARGATE_PROVIDER_NAMES, type FargateProvider } from './providers.js';

/** Launch rates of an account on Fargate in a Region. */
export interface LaunchSettings {
  /** Burst of task launches, for FARGATE and FARGATE_SPOT each. */
  readonly burst: number;
  /** Sustained task launches per second, for each. */
  readonly perSecond: number;
  /** RunTask calls per second, both burst and sustained; shared by both providers. */
  readonly runTaskCallsPerSecond: number;
}

/** T.THR-1, T.THR-2; `small`: the Regions with lower rates (A.RT-1). */
export const LAUNCH_DEFAULTS: Readonly<Record<'large' | 'small', LaunchSettings>> = {
  large: { burst: 100, perSecond: 20, runTaskCallsPerSecond: 20 },
  small: { burst: 25, perSecond: 5, runTaskCallsPerSecond: 20 },
};

/** Token buckets of an account in a Region; a null rate is no limit. */
export interface LaunchRates {
  readonly tasks: BucketRate | null;
  readonly runTaskCalls: BucketRate | null;
}

export const UNLIMITED: LaunchRates = { tasks: null, runTaskCalls: null };

export function launchRates({ burst, perSecond: tasksPerSecond, runTaskCallsPerSecond }: LaunchSettings): LaunchRates {
  return { tasks: perSecond(burst, tasksPerSecond), runTaskCalls: perSecond(runTaskCallsPerSecond, runTaskCallsPerSecond) };
}

/** Contents of the buckets; plain data. */
export interface LaunchState {
  /** By FargateProvider: On-Demand and Spot have separate buckets (S.RATE-1). */
  readonly tasks: readonly TokenBucket[];
  readonly runTaskCalls: TokenBucket;
}

export function fullLaunchState(rates: LaunchRates, atMs: number): LaunchState {
  return { tasks: FARGATE_PROVIDER_NAMES.map(() => fullBucket(rates.tasks, atMs)), runTaskCalls: fullBucket(rates.runTaskCalls, atMs) };
}

/** Tasks of a provider that are ready to start. */
export interface LaunchRequest {
  readonly provider: FargateProvider;
  readonly tasks: number;
  readonly nowMs: number;
}

export interface Launched {
  readonly state: LaunchState;
  /** Tasks from the head of the queue that start now, one token each; the others wait. */
  readonly starting: number;
  /** Time of the next possible start; null when no task waits. */
  readonly nextMs: number | null;
}

export function launch(state: LaunchState, rates: LaunchRates, { provider, tasks, nowMs }: LaunchRequest): Launched {
  const bucket = state.tasks[provider]!;
  const starting = Math.min(tasks, tokensAt(bucket, rates.tasks, nowMs));
  const rest = take(bucket, rates.tasks, nowMs, starting);
  return {
    state: { ...state, tasks: state.tasks.map((kept, i) => (i === provider ? rest : kept)) },
    starting,
    nextMs: starting === tasks ? null : nextAllowedMs(rest, rates.tasks, nowMs, 1),
  };
}

/**
 * Takes one RunTask call for Fargate: returns the state after it, or the time of the next possible call. ECS rejects a call with `Rate
 * exceeded` (T.THR-3).
 */
export function runTaskCall(
  state: LaunchState,
  rates: LaunchRates,
  nowMs: number,
): { readonly state: LaunchState; readonly retryMs: number | null } {
  if (tokensAt(state.runTaskCalls, rates.runTaskCalls, nowMs) < 1)
    return { state, retryMs: nextAllowedMs(state.runTaskCalls, rates.runTaskCalls, nowMs, 1) };
  return { state: { ...state, runTaskCalls: take(state.runTaskCalls, rates.runTaskCalls, nowMs, 1) }, retryMs: null };
}
