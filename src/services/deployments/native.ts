import { DAY_MS, MINUTE_MS } from '../../kernel/durations.js';
import { allAtOnce, canary, linear, type TrafficStep } from './traffic.js';

/** deploymentConfiguration.strategy with the traffic shifted by ECS itself (N.STRAT-2). Minutes as the API takes them. */
export type NativeShift =
  | { readonly strategy: 'BLUE_GREEN' }
  | { readonly strategy: 'CANARY'; readonly canaryPercent?: number; readonly canaryBakeTimeInMinutes?: number }
  | { readonly strategy: 'LINEAR'; readonly stepPercent?: number; readonly stepBakeTimeInMinutes?: number };

/** Stages in their order; LINEAR and CANARY repeat the two of production traffic for each step (N.STRAT-3). */
const STAGES = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
] as const;
type Stage = (typeof STAGES)[number];

/** Stages that can have lifecycle hooks. */
export const HOOK_STAGES = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
] as const satisfies readonly Stage[];
export type HookStage = (typeof HOOK_STAGES)[number];

/** Stages that move traffic: their hooks run again on a rollback, and none of them is a pause (N.HOOK-1). */
export const SHIFT_STAGES = ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] as const satisfies readonly HookStage[];

export interface NativeHook {
  readonly stage: HookStage;
  /** Time from the start of its stage to the answer; null: never. */
  readonly answersAfterMs: number | null;
  /** Timeout of the hook, and the answer assumed after it. */
  readonly timeoutMs: number;
  readonly onTimeout: 'ROLLBACK' | 'CONTINUE';
}

/** The settings of a deployment that ECS shifts. */
export interface NativeRules {
  readonly steps: readonly TrafficStep[];
  /** bakeTimeInMinutes: both revisions run on after all traffic has moved. */
  readonly bakeMs: number;
  /** How long test traffic and each step of production traffic take to move; absent: no time. */
  readonly shiftMs?: { readonly test: number; readonly production: number };
  /** From the time at which blue is gone until CLEAN_UP ends; absent: CLEAN_UP takes no time, and blue stops after it. */
  readonly cleanUpMs?: number;
  /** Hooks of one stage run in parallel, before the stage does its work. */
  readonly hooks: readonly NativeHook[];
}

/** Plain data. */
export interface NativeState {
  readonly stage: Stage;
  readonly startMs: number;
  /** Start of the stage, or of its work once its hooks have answered. */
  readonly sinceMs: number;
  readonly areHooksDone: boolean;
  /** Steps of traffic that have been taken. */
  readonly stepsTaken: number;
  /** Since when blue is gone in CLEAN_UP; absent: it is not yet. */
  readonly goneMs?: number;
  /** Why the deployment rolls back: an alarm or the circuit breaker, a hook, or its duration; null: it does not. */
  readonly failedBy: 'alarm' | 'hook' | 'time' | null;
  /** STOPPED: traffic and revisions stay as they are. */
  readonly end: 'SUCCESSFUL' | 'ROLLED_BACK' | 'STOPPED' | null;
}

export interface NativeObservation {
  readonly atMs: number;
  /** Green is healthy at the desired count. */
  readonly isGreenSteady: boolean;
  /** No task of blue is left. */
  readonly isBlueGone: boolean;
  /** When the tasks may next count otherwise, without another change; null: not known. */
  readonly changesMs: number | null;
  /** Circuit breaker or alarm. */
  readonly isTripped: boolean;
  /** A user ends it without a rollback. */
  readonly isAborted?: boolean;
  /** Stages whose hooks answer FAILED. */
  readonly failedHooks: readonly string[];
  /** When the traffic returns if the deployment fails now; absent: at once. */
  readonly backMs?: number;
}

export interface NativeStep {
  readonly state: NativeState;
  /** Share of production traffic on green. */
  readonly greenPercent: number;
  /** Revisions kept at the desired count: green is fully scaled up before any traffic shifts. */
  readonly keeps: 'both' | 'blue' | 'green';
  readonly againMs: number | null;
}

const [SCALE_UP_MAX_MS, DEPLOYMENT_MAX_MS] = [DAY_MS, 30 * DAY_MS];
/** The time that ECS adds to a shift of traffic behind a Network Load Balancer (N.STRAT-4). */
export const NETWORK_SHIFT_MS = 10 * MINUTE_MS;
const AT_ONCE = { test: 0, production: 0 };
/** Default timeout of a hook, the longest by its type, and the hooks of each type that a service may have (N.HOOK-1). */
export const HOOK_TIMEOUT_MINUTES = { default: 1_440, AWS_LAMBDA: 1_440, PAUSE: 20_160 } as const;
export const HOOKS_OF_TYPE_MAX = 10;
/** Interval between calls of a function that answers IN_PROGRESS, unless it requests another one. */
export const HOOK_CALLBACK_MS = 30_000;

export function nativeSteps(shift: NativeShift): TrafficStep[] {
  if (shift.strategy === 'BLUE_GREEN') return allAtOnce();
  if (shift.strategy === 'CANARY') return canary(shift.canaryPercent ?? 5, (shift.canaryBakeTimeInMinutes ?? 10) * MINUTE_MS);
  return linear(shift.stepPercent ?? 10, (shift.stepBakeTimeInMinutes ?? 6) * MINUTE_MS);
}

/** @param isReconciled - Whether another deployment was under way, so that two revisions are ACTIVE. */
export function startNative(rules: NativeRules, atMs: number, isReconciled: boolean): NativeState {
  const stage = isReconciled ? 'RECONCILE_SERVICE' : 'PRE_SCALE_UP';
  return enter({ stage, startMs: atMs, sinceMs: atMs, areHooksDone: false, stepsTaken: 0, failedBy: null, end: null }, rules, atMs);
}

/** Returns the next step of the deployment. Call it at the start, at every change of the observed state, and at `againMs`. */
export function stepNative(state: NativeState, rules: NativeRules, seen: NativeObservation): NativeStep {
  const next = advance(state, rules, seen);
  return next === state ? standing(state, rules, seen) : stepNative(next, rules, seen);
}

/** Makes one transition, or returns the same state. */
function advance(state: NativeState, rules: NativeRules, seen: NativeObservation): NativeState {
  const { stage, startMs, sinceMs, failedBy, end } = state;
  const { atMs } = seen;
  if (end !== null) return state;
  if (failedBy !== null) return atMs >= sinceMs + answersOf(state, rules, seen).lastMs ? afterGoingBack(state, atMs) : state;
  if (stage === 'CLEAN_UP') return cleanUp(state, rules, seen);
  if (seen.isAborted === true) return { ...state, end: 'STOPPED' };
  if (seen.isTripped) return goBack(state, 'alarm', seen);
  if (atMs >= startMs + DEPLOYMENT_MAX_MS) return goBack(state, 'time', seen);
  if (!state.areHooksDone) {
    const { lastMs, refusedMs } = answersOf(state, rules, seen);
    if (atMs >= sinceMs + refusedMs) return goBack(state, 'hook', seen);
    return atMs >= sinceMs + lastMs ? work(state, atMs) : state;
  }
  if (stage === 'SCALE_UP' && !seen.isGreenSteady) return atMs >= sinceMs + SCALE_UP_MAX_MS ? goBack(state, 'time', seen) : state;
  return atMs >= sinceMs + workMs(state, rules) ? afterStage(state, rules, atMs) : state;
}

/** Ends the deployment some time after blue is gone. It cannot fail any more. */
function cleanUp(state: NativeState, { cleanUpMs }: NativeRules, { atMs, isBlueGone }: NativeObservation): NativeState {
  const { goneMs } = state;
  if (cleanUpMs === undefined) return { ...state, end: 'SUCCESSFUL' };
  if (goneMs === undefined) return isBlueGone ? { ...state, goneMs: atMs } : state;
  return atMs >= goneMs + cleanUpMs ? { ...state, end: 'SUCCESSFUL' } : state;
}

/** Returns when the last hook of the stage has answered or timed out, and when the first one refuses. */
function answersOf({ stage }: NativeState, { hooks }: NativeRules, { failedHooks }: NativeObservation) {
  let [lastMs, refusedMs] = [0, Number.POSITIVE_INFINITY];
  for (const { stage: hookStage, answersAfterMs, timeoutMs, onTimeout } of hooks) {
    if (hookStage !== stage) continue;
    const isInTime = answersAfterMs !== null && answersAfterMs <= timeoutMs;
    const endMs = isInTime ? answersAfterMs : timeoutMs;
    lastMs = Math.max(lastMs, endMs);
    if (isInTime ? failedHooks.includes(stage) : onTimeout === 'ROLLBACK') refusedMs = Math.min(refusedMs, endMs);
  }
  return { lastMs, refusedMs };
}

function enter(state: NativeState, { hooks }: NativeRules, atMs: number): NativeState {
  if (hooks.some(({ stage }) => stage === state.stage)) return { ...state, sinceMs: atMs, areHooksDone: false };
  return work(state, atMs);
}

/** Begins the work of the stage. A step of production traffic moves at once. */
function work(state: NativeState, atMs: number): NativeState {
  const stepsTaken = state.stepsTaken + (state.stage === 'PRODUCTION_TRAFFIC_SHIFT' ? 1 : 0);
  return { ...state, sinceMs: atMs, areHooksDone: true, stepsTaken };
}

/** Returns how long the work of the stage takes, with the bake time of a step; green takes as long as it needs for SCALE_UP. */
function workMs({ stage, stepsTaken }: NativeState, { steps, bakeMs, shiftMs = AT_ONCE }: NativeRules): number {
  if (stage === 'TEST_TRAFFIC_SHIFT') return shiftMs.test;
  if (stage === 'PRODUCTION_TRAFFIC_SHIFT') return shiftMs.production + steps[stepsTaken - 1].holdMs;
  return stage === 'BAKE_TIME' ? bakeMs : 0;
}

/** Takes the next step of traffic, enters the next stage, or ends. */
function afterStage(state: NativeState, rules: NativeRules, atMs: number): NativeState {
  const hasMore = state.stage === 'PRODUCTION_TRAFFIC_SHIFT' && state.stepsTaken < rules.steps.length;
  const stage = hasMore ? 'PRE_PRODUCTION_TRAFFIC_SHIFT' : STAGES[STAGES.indexOf(state.stage) + 1];
  return enter({ ...state, stage }, rules, atMs);
}

/** Returns the traffic at `backMs`. The hooks of the shifts that had begun run again, the last shift first, before green is removed. */
function goBack(state: NativeState, failedBy: NonNullable<NativeState['failedBy']>, seen: NativeObservation): NativeState {
  const begun = STAGES.slice(0, state.stepsTaken > 0 ? undefined : STAGES.indexOf(state.stage) + 1);
  const stage = SHIFT_STAGES.findLast((shift) => begun.includes(shift));
  if (stage === undefined) return { ...state, failedBy, end: 'ROLLED_BACK' };
  return { ...state, failedBy, stage, sinceMs: seen.backMs ?? seen.atMs };
}

/** Goes on with a rollback, whatever the hooks answer. */
function afterGoingBack(state: NativeState, atMs: number): NativeState {
  if (state.stage === 'PRODUCTION_TRAFFIC_SHIFT') return { ...state, stage: 'TEST_TRAFFIC_SHIFT', sinceMs: atMs };
  return { ...state, end: 'ROLLED_BACK' };
}

function standing(state: NativeState, rules: NativeRules, seen: NativeObservation): NativeStep {
  const { stage, end, failedBy, stepsTaken, sinceMs } = state;
  const isBack = failedBy !== null && seen.atMs >= sinceMs;
  const isBefore = STAGES.indexOf(stage) < STAGES.indexOf('SCALE_UP');
  return {
    state,
    greenPercent: isBack || stepsTaken === 0 ? 0 : rules.steps[stepsTaken - 1].greenPercent,
    keeps: stage === 'CLEAN_UP' && failedBy === null ? 'green' : end === 'ROLLED_BACK' || isBefore ? 'blue' : 'both',
    againMs: end === null ? nextStepMs(state, rules, seen) : null,
  };
}

/** Returns the end of the stage's hooks or work, or of the time that it may take. */
function nextStepMs(state: NativeState, rules: NativeRules, seen: NativeObservation): number | null {
  const { stage, startMs, sinceMs, areHooksDone, failedBy, goneMs } = state;
  const { lastMs, refusedMs } = answersOf(state, rules, seen);
  if (failedBy !== null) return sinceMs + lastMs;
  if (stage === 'CLEAN_UP') return goneMs === undefined ? seen.changesMs : goneMs + (rules.cleanUpMs ?? 0);
  const waitMs = !areHooksDone ? Math.min(lastMs, refusedMs) : stage === 'SCALE_UP' ? SCALE_UP_MAX_MS : workMs(state, rules);
  return Math.min(sinceMs + waitMs, startMs + DEPLOYMENT_MAX_MS);
}
