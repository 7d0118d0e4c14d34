import { allAtOnce, canary, linear, type TrafficStep } from './traffic.js';

/** deploymentConfiguration.strategy with the traffic shifted by ECS itself (A.NW-4). Minutes as the API takes them. */
export type NativeShift =
  | { readonly strategy: 'BLUE_GREEN' }
  | { readonly strategy: 'CANARY'; readonly canaryPercent?: number; readonly canaryBakeTimeInMinutes?: number }
  | { readonly strategy: 'LINEAR'; readonly stepPercent?: number; readonly stepBakeTimeInMinutes?: number };

/** Stages in their order. */
const STAGES = [
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
] as const;
type Stage = (typeof STAGES)[number];

/** Those that can have a lifecycle hook. */
export const HOOK_STAGES = [
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
] as const satisfies readonly Stage[];
export type HookStage = (typeof HOOK_STAGES)[number];

/** Answer of a hook. A manual approval answers IN_PROGRESS until it is given. */
type HookStatus = 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';

export interface NativeHook {
  readonly stage: HookStage;
  /** Time from the start of its stage to the answer; null: never. */
  readonly answersAfterMs: number | null;
  /** Timeout of the hook, and the answer assumed after it. */
  readonly timeoutMs: number;
  readonly onTimeout: 'ROLLBACK' | 'CONTINUE';
}

export interface NativeRules {
  readonly steps: readonly TrafficStep[];
  /** bakeTimeInMinutes: both revisions run on after all traffic has moved. */
  readonly bakeMs: number;
  /** At most one a stage; it answers before the stage does its work. */
  readonly hooks: readonly NativeHook[];
}

/** Plain data. */
export interface NativeState {
  readonly stage: Stage;
  readonly startMs: number;
  /** Start of the stage or of its traffic step. */
  readonly sinceMs: number;
  /** The hook of the stage has answered, or it has none. */
  readonly isHookDone: boolean;
  /** Steps of traffic that have been taken. */
  readonly stepsTaken: number;
  readonly end: 'SUCCESSFUL' | 'ROLLED_BACK' | null;
}

export interface NativeObservation {
  readonly atMs: number;
  /** Green is healthy at the desired count. */
  readonly isGreenSteady: boolean;
  /** Circuit breaker or alarm. */
  readonly isTripped: boolean;
  /** Last answer of the present stage's hook; null: none yet, or no hook. */
  readonly hook: HookStatus | null;
}

export interface NativeStep {
  readonly state: NativeState;
  /** Share of production traffic on green. */
  readonly greenPercent: number;
  /** Revisions kept at the desired count: green is fully scaled up before any traffic shifts. */
  readonly keeps: 'both' | 'blue' | 'green';
  /** The hook of the stage must be called, and again every 30 seconds while it answers IN_PROGRESS. */
  readonly isHookWanted: boolean;
  readonly againMs: number | null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const [STAGE_MAX_MS, DEPLOYMENT_MAX_MS] = [DAY_MS, 30 * DAY_MS];
/** Default and maximum timeout of a hook. */
export const HOOK_TIMEOUT_MINUTES = { default: 1_440, max: 20_160 } as const;
/** Default interval between calls of a hook that answers IN_PROGRESS. */
export const HOOK_CALLBACK_MS = 30_000;

export function nativeSteps(shift: NativeShift): TrafficStep[] {
  if (shift.strategy === 'BLUE_GREEN') return allAtOnce();
  if (shift.strategy === 'CANARY') return canary(shift.canaryPercent ?? 5, (shift.canaryBakeTimeInMinutes ?? 10) * MINUTE_MS);
  return linear(shift.stepPercent ?? 10, (shift.stepBakeTimeInMinutes ?? 6) * MINUTE_MS);
}

export function startNative(rules: NativeRules, atMs: number): NativeState {
  return { stage: STAGES[0], startMs: atMs, sinceMs: atMs, isHookDone: hookOf(rules, STAGES[0]) === undefined, stepsTaken: 0, end: null };
}

/** Returns the next step of the deployment. Call it at the start, at every change of the observed state, and at `againMs`. */
export function stepNative(state: NativeState, rules: NativeRules, seen: NativeObservation): NativeStep {
  const next = advance(state, rules, seen);
  // An answer belongs to one stage only.
  return next === state ? standing(state, rules) : stepNative(next, rules, next.stage === state.stage ? seen : { ...seen, hook: null });
}

/** One transition, or the state itself. */
function advance(state: NativeState, rules: NativeRules, seen: NativeObservation): NativeState {
  const { atMs } = seen;
  if (state.end !== null) return state;
  const isRefused = seen.isTripped || (!state.isHookDone && seen.hook === 'FAILED');
  if (isRefused || atMs >= state.startMs + DEPLOYMENT_MAX_MS) return { ...state, end: 'ROLLED_BACK' };
  if (!state.isHookDone && seen.hook === 'SUCCEEDED') return { ...state, isHookDone: true };
  if (state.isHookDone && isStageDone(state, rules, seen)) return afterStage(state, rules, atMs);
  if (atMs < state.sinceMs + longestMs(state, rules)) return state;
  const goesOn = !state.isHookDone && hookOf(rules, state.stage)!.onTimeout === 'CONTINUE';
  return goesOn ? { ...state, isHookDone: true, sinceMs: atMs } : { ...state, end: 'ROLLED_BACK' };
}

/** Returns when the awaited hook answers; null: no hook is awaited, or it never answers. */
export function hookAnswersMs({ stage, sinceMs, isHookDone, end }: NativeState, rules: NativeRules): number | null {
  if (isHookDone || end !== null) return null;
  const { answersAfterMs } = hookOf(rules, stage)!;
  return answersAfterMs === null ? null : sinceMs + answersAfterMs;
}

function isStageDone(
  { stage, sinceMs, stepsTaken }: NativeState,
  { steps, bakeMs }: NativeRules,
  { atMs, isGreenSteady }: NativeObservation,
): boolean {
  if (stage === 'SCALE_UP') return isGreenSteady;
  if (stage === 'BAKE_TIME') return atMs - sinceMs >= bakeMs;
  if (stage === 'PRODUCTION_TRAFFIC_SHIFT') return stepsTaken === 0 || atMs - sinceMs >= steps[stepsTaken - 1].holdMs;
  return true;
}

/** The next step of traffic, the next stage, or the end. */
function afterStage(state: NativeState, rules: NativeRules, atMs: number): NativeState {
  if (state.stage === 'PRODUCTION_TRAFFIC_SHIFT' && state.stepsTaken < rules.steps.length)
    return { ...state, sinceMs: atMs, stepsTaken: state.stepsTaken + 1 };
  if (state.stage === 'CLEAN_UP') return { ...state, end: 'SUCCESSFUL' };
  const stage = STAGES[STAGES.indexOf(state.stage) + 1];
  return { ...state, stage, sinceMs: atMs, isHookDone: hookOf(rules, stage) === undefined };
}

function hookOf({ hooks }: NativeRules, stage: Stage): NativeHook | undefined {
  return hooks.find((hook) => hook.stage === stage);
}

function longestMs({ stage, isHookDone }: NativeState, rules: NativeRules): number {
  return isHookDone ? STAGE_MAX_MS : hookOf(rules, stage)!.timeoutMs;
}

function standing(state: NativeState, rules: NativeRules): NativeStep {
  const { end, stepsTaken, isHookDone } = state;
  const isBack = end === 'ROLLED_BACK';
  return {
    state,
    greenPercent: isBack || stepsTaken === 0 ? 0 : rules.steps[stepsTaken - 1].greenPercent,
    keeps: isBack || (end === null && state.stage === 'PRE_SCALE_UP') ? 'blue' : end === 'SUCCESSFUL' ? 'green' : 'both',
    isHookWanted: end === null && !isHookDone,
    againMs: end === null ? nextLookMs(state, rules) : null,
  };
}

/** Returns the end of a hold, of the bake time, or of a timeout. */
function nextLookMs(state: NativeState, rules: NativeRules): number {
  const { stage, sinceMs, stepsTaken, isHookDone } = state;
  const isHolding = isHookDone && (stage === 'BAKE_TIME' || stage === 'PRODUCTION_TRAFFIC_SHIFT');
  const waitMs = !isHolding ? longestMs(state, rules) : stage === 'BAKE_TIME' ? rules.bakeMs : rules.steps[stepsTaken - 1].holdMs;
  return Math.min(sinceMs + waitMs, state.startMs + DEPLOYMENT_MAX_MS);
}
