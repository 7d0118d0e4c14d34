import { type BucketRate, fullBucket, nextAllowedMs, perSecond, type TokenBucket, take, tokensAt } from '../kernel/token-bucket.js';
import { FARGATE_PROVIDER_NAMES, type FargateProvider } from './providers.js';

/** How fast an account may start tasks on Fargate in a Region. */
export interface LaunchSettings {
  /** Tasks that may start at once, on FARGATE and on FARGATE_SPOT each. */
  readonly burst: number;
  /** Tasks a second that may start for as long as one likes, on each. */
  readonly perSecond: number;
  /** Calls of RunTask a second, at once and for long; both providers together. */
  readonly runTaskCallsPerSecond: number;
}

/** T.THR-1, T.THR-2; `small` are the Regions to which AWS gives less (A.RT-1). */
export const LAUNCH_DEFAULTS: Readonly<Record<'large' | 'small', LaunchSettings>> = {
  large: { burst: 100, perSecond: 20, runTaskCallsPerSecond: 20 },
  small: { burst: 25, perSecond: 5, runTaskCallsPerSecond: 20 },
};

/** The buckets of an account in a Region; a rate of null is no limit. */
export interface LaunchRates {
  readonly tasks: BucketRate | null;
  readonly runTaskCalls: BucketRate | null;
}

export const UNLIMITED: LaunchRates = { tasks: null, runTaskCalls: null };

export function launchRates({ burst, perSecond: tasksPerSecond, runTaskCallsPerSecond }: LaunchSettings): LaunchRates {
  return { tasks: perSecond(burst, tasksPerSecond), runTaskCalls: perSecond(runTaskCallsPerSecond, runTaskCallsPerSecond) };
}

/** What is left in the buckets: plain data. */
export interface LaunchState {
  /** By FargateProvider: On-Demand and Spot do not take from each other (S.RATE-1). */
  readonly tasks: readonly TokenBucket[];
  readonly runTaskCalls: TokenBucket;
}

export function fullLaunchState(rates: LaunchRates, atMs: number): LaunchState {
  return { tasks: FARGATE_PROVIDER_NAMES.map(() => fullBucket(rates.tasks, atMs)), runTaskCalls: fullBucket(rates.runTaskCalls, atMs) };
}

/** Tasks of a provider that want to start now. */
export interface LaunchWish {
  readonly provider: FargateProvider;
  readonly tasks: number;
  readonly nowMs: number;
}

export interface Launched {
  readonly state: LaunchState;
  /** So many of the tasks start now, one token each, from the head of the queue; the others wait. */
  readonly starting: number;
  /** When the next of those that wait can start; null when none waits. */
  readonly nextMs: number | null;
}

export function launch(state: LaunchState, rates: LaunchRates, { provider, tasks, nowMs }: LaunchWish): Launched {
  const bucket = state.tasks[provider]!;
  const starting = Math.min(tasks, tokensAt(bucket, rates.tasks, nowMs));
  const rest = take(bucket, rates.tasks, nowMs, starting);
  return {
    state: { ...state, tasks: state.tasks.map((kept, i) => (i === provider ? rest : kept)) },
    starting,
    nextMs: starting === tasks ? null : nextAllowedMs(rest, rates.tasks, nowMs, 1),
  };
}

/** One call of RunTask for Fargate: the state after it, or when it may be tried again. ECS turns a call away with `Rate exceeded` (T.THR-3). */
export function runTaskCall(
  state: LaunchState,
  rates: LaunchRates,
  nowMs: number,
): { readonly state: LaunchState; readonly retryMs: number | null } {
  if (tokensAt(state.runTaskCalls, rates.runTaskCalls, nowMs) < 1)
    return { state, retryMs: nextAllowedMs(state.runTaskCalls, rates.runTaskCalls, nowMs, 1) };
  return { state: { ...state, runTaskCalls: take(state.runTaskCalls, rates.runTaskCalls, nowMs, 1) }, retryMs: null };
}
