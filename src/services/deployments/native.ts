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

/** What a hook answers. An approval that a person has to give is IN_PROGRESS until then. */
type HookStatus = 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';

export interface NativeHook {
  readonly stage: HookStage;
  /** From the beginning of its stage until it answers; null: never. */
  readonly answersAfterMs: number | null;
  /** How long ECS waits for it, and what it takes silence for. */
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
  /** Since when the stage, or its traffic step, lasts. */
  readonly sinceMs: number;
  /** The hook of the stage has answered, or it has none. */
  readonly isHookDone: boolean;
  /** Steps of traffic that have been taken. */
  readonly stepsTaken: number;
  readonly end: 'SUCCESSFUL' | 'ROLLED_BACK' | null;
}

export interface NativeSeen {
  readonly atMs: number;
  /** Green is healthy at the desired count. */
  readonly isGreenSteady: boolean;
  /** Circuit breaker or alarm. */
  readonly isTripped: boolean;
  /** The last answer of the present stage's hook; null: it has not answered, or there is none. */
  readonly hook: HookStatus | null;
}

export interface NativeStep {
  readonly state: NativeState;
  /** Production traffic of green. */
  readonly greenPercent: number;
  /** Which revisions are kept at the desired count: green is scaled up in full before any traffic moves. */
  readonly keeps: 'both' | 'blue' | 'green';
  /** The hook of the stage is to be called; every 30 seconds again while it answers IN_PROGRESS. */
  readonly isHookWanted: boolean;
  readonly againMs: number | null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const [STAGE_MAX_MS, DEPLOYMENT_MAX_MS] = [DAY_MS, 30 * DAY_MS];
/** How long a hook may take, unless it says otherwise, and at most. */
export const HOOK_TIMEOUT_MINUTES = { default: 1_440, max: 20_160 } as const;
/** How soon a hook that is IN_PROGRESS is called again, unless it says otherwise. */
export const HOOK_CALLBACK_MS = 30_000;

export function nativeSteps(shift: NativeShift): TrafficStep[] {
  if (shift.strategy === 'BLUE_GREEN') return allAtOnce();
  if (shift.strategy === 'CANARY') return canary(shift.canaryPercent ?? 5, (shift.canaryBakeTimeInMinutes ?? 10) * MINUTE_MS);
  return linear(shift.stepPercent ?? 10, (shift.stepBakeTimeInMinutes ?? 6) * MINUTE_MS);
}

export function startNative(rules: NativeRules, atMs: number): NativeState {
  return { stage: STAGES[0], startMs: atMs, sinceMs: atMs, isHookDone: hookOf(rules, STAGES[0]) === undefined, stepsTaken: 0, end: null };
}

/** What the deployment does now. To be asked at its start, whenever what is seen changes, and at `againMs`. */
export function stepNative(state: NativeState, rules: NativeRules, seen: NativeSeen): NativeStep {
  const next = advance(state, rules, seen);
  // Another stage, another hook: an answer serves once.
  return next === state ? standing(state, rules) : stepNative(next, rules, next.stage === state.stage ? seen : { ...seen, hook: null });
}

/** One transition, or the state itself. */
function advance(state: NativeState, rules: NativeRules, seen: NativeSeen): NativeState {
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

/** When the hook that the deployment waits for answers; null: it waits for none, or that never does. */
export function hookAnswersMs({ stage, sinceMs, isHookDone, end }: NativeState, rules: NativeRules): number | null {
  if (isHookDone || end !== null) return null;
  const { answersAfterMs } = hookOf(rules, stage)!;
  return answersAfterMs === null ? null : sinceMs + answersAfterMs;
}

function isStageDone(
  { stage, sinceMs, stepsTaken }: NativeState,
  { steps, bakeMs }: NativeRules,
  { atMs, isGreenSteady }: NativeSeen,
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

/** The end of a hold, of the bake time, or of patience. */
function nextLookMs(state: NativeState, rules: NativeRules): number {
  const { stage, sinceMs, stepsTaken, isHookDone } = state;
  const isHolding = isHookDone && (stage === 'BAKE_TIME' || stage === 'PRODUCTION_TRAFFIC_SHIFT');
  const waitMs = !isHolding ? longestMs(state, rules) : stage === 'BAKE_TIME' ? rules.bakeMs : rules.steps[stepsTaken - 1].holdMs;
  return Math.min(sinceMs + waitMs, state.startMs + DEPLOYMENT_MAX_MS);
}
