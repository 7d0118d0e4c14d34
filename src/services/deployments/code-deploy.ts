import { stepAt, type TrafficStep } from './traffic.js';

/** Lifecycle events with optional validation functions (S.BG-8), in order. */
export const CODE_DEPLOY_HOOKS = ['BeforeInstall', 'AfterInstall', 'BeforeAllowTraffic', 'AfterAllowTraffic'] as const;
export type CodeDeployHook = (typeof CODE_DEPLOY_HOOKS)[number];

/** Settings of the deployment group. */
export interface CodeDeployRules {
  readonly steps: readonly TrafficStep[];
  /** deploymentReadyOption: wait with a steady green before traffic shifts. */
  readonly readyWaitMs: number;
  /** terminationWaitTimeInMinutes: how long blue runs after all traffic has shifted. */
  readonly terminationWaitMs: number;
  /** autoRollbackConfiguration. */
  readonly isAutoRollback: boolean;
  /** Duration of the function of each event; at most one function per event. */
  readonly hooks: readonly { readonly event: CodeDeployHook; readonly takesMs: number }[];
}

/** In their order; `shift` is AllowTraffic. */
const PHASES = [
  'BeforeInstall',
  'install',
  'AfterInstall',
  'ready',
  'BeforeAllowTraffic',
  'shift',
  'AfterAllowTraffic',
  'terminate',
  'SUCCEEDED',
] as const;
/** FAILED and SUCCEEDED are final. */
type CodeDeployPhase = (typeof PHASES)[number] | 'FAILED';

/** Plain data. */
export interface CodeDeployState {
  readonly phase: CodeDeployPhase;
  readonly sinceMs: number;
  readonly greenPercent: number;
  /** Start of a period in which green is not steady during the traffic shift; null: it is steady. */
  readonly unsteadySinceMs: number | null;
}

export interface CodeDeployObservation {
  readonly atMs: number;
  /** Green is healthy at the desired count. */
  readonly isGreenSteady: boolean;
  /** An alarm of the deployment group is in ALARM, or a user stops the deployment. */
  readonly isTripped: boolean;
  /** Events whose function answers FAILED. */
  readonly failedHooks: readonly string[];
}

export interface CodeDeployStep {
  readonly state: CodeDeployState;
  /**
   * Task sets kept at the desired count; both need twice the capacity (S.BG-4). The other one is removed, protected tasks after their
   * protection ends (S.BG-10).
   */
  readonly keeps: 'both' | 'blue' | 'green';
  /** Time of the next call without any other change; null: at the next change. */
  readonly againMs: number | null;
  /** The deployment has FAILED now, because a function answered FAILED or not in time. */
  readonly isHookFailed: boolean;
}

/** CodeDeploy's timeout for green (S.BG-5), and for a green that scales during the traffic shift (S.BG-6). */
const INSTALL_MAX_MS = 3_600_000;
const UNSTEADY_MAX_MS = 300_000;
/** Timeout of a function. */
const HOOK_MAX_MS = 3_600_000;

/** The event whose failure rolls nothing back, because green does not exist yet (S.BG-8). */
const HARMLESS_HOOK: CodeDeployHook = 'BeforeInstall';

export function startCodeDeploy(atMs: number): CodeDeployState {
  return { phase: PHASES[0], sinceMs: atMs, greenPercent: 0, unsteadySinceMs: null };
}

/**
 * Returns the next step of a CodeDeploy blue/green deployment. Call it at the start, at every change of the observed state, and at
 * `againMs`.
 */
export function stepCodeDeploy(state: CodeDeployState, rules: CodeDeployRules, seen: CodeDeployObservation): CodeDeployStep {
  const next = advance(state, rules, seen);
  if (next === state) return standing(state, rules, seen.atMs);
  const step = stepCodeDeploy(next, rules, seen);
  const isHookFailed = next.phase === 'FAILED' && isHook(state.phase) && !seen.isTripped;
  return isHookFailed ? { ...step, isHookFailed } : step;
}

/** Makes one transition, or returns the same state. */
function advance(state: CodeDeployState, rules: CodeDeployRules, { atMs, isGreenSteady, ...seen }: CodeDeployObservation): CodeDeployState {
  const waitedMs = atMs - state.sinceMs;
  if (isOver(state)) return state;
  if (seen.isTripped) return failed(state, rules, atMs);
  switch (state.phase) {
    case 'install':
      if (isGreenSteady) return after(state, atMs);
      return waitedMs >= INSTALL_MAX_MS ? failed(state, rules, atMs) : state;
    case 'shift':
      return shift(state, rules, atMs, isGreenSteady);
    case 'ready':
    case 'terminate':
      return waitedMs >= (state.phase === 'ready' ? rules.readyWaitMs : rules.terminationWaitMs) ? after(state, atMs) : state;
    default: {
      const hook = hookOf(rules, state.phase);
      if (hook === undefined) return after(state, atMs);
      if (waitedMs < Math.min(hook.takesMs, HOOK_MAX_MS)) return state;
      const isRefused = hook.takesMs > HOOK_MAX_MS || seen.failedHooks.includes(hook.event);
      return isRefused && hook.event !== HARMLESS_HOOK ? failed(state, rules, atMs) : after(state, atMs);
    }
  }
}

/** Enters the next phase. */
function after(state: CodeDeployState, atMs: number): CodeDeployState {
  const phases: readonly CodeDeployPhase[] = PHASES;
  return { ...state, phase: phases[phases.indexOf(state.phase) + 1], sinceMs: atMs };
}

function isHook(phase: CodeDeployPhase): phase is CodeDeployHook {
  return (CODE_DEPLOY_HOOKS as readonly string[]).includes(phase);
}

function hookOf({ hooks }: CodeDeployRules, phase: CodeDeployPhase): CodeDeployRules['hooks'][number] | undefined {
  return hooks.find(({ event }) => event === phase);
}

/** Continues to shift traffic for five minutes while green is not steady, then stops the deployment (S.BG-6). */
function shift(state: CodeDeployState, rules: CodeDeployRules, atMs: number, isGreenSteady: boolean): CodeDeployState {
  const unsteadySinceMs = isGreenSteady ? null : (state.unsteadySinceMs ?? atMs);
  if (unsteadySinceMs !== null && atMs - unsteadySinceMs >= UNSTEADY_MAX_MS) return failed(state, rules, atMs);
  const { index, nextMs } = stepAt(rules.steps, atMs - state.sinceMs);
  const { greenPercent } = rules.steps[index];
  if (nextMs === null) return after({ ...state, greenPercent, unsteadySinceMs: null }, atMs);
  const isSame = unsteadySinceMs === state.unsteadySinceMs && greenPercent === state.greenPercent;
  return isSame ? state : { ...state, unsteadySinceMs, greenPercent };
}

/** Returns traffic to blue at once if automatic rollback is on. */
function failed(state: CodeDeployState, { isAutoRollback }: CodeDeployRules, atMs: number): CodeDeployState {
  return { phase: 'FAILED', sinceMs: atMs, greenPercent: isAutoRollback ? 0 : state.greenPercent, unsteadySinceMs: null };
}

function isOver({ phase }: CodeDeployState): boolean {
  return phase === 'SUCCEEDED' || phase === 'FAILED';
}

function standing(state: CodeDeployState, rules: CodeDeployRules, atMs: number): CodeDeployStep {
  // Without a rollback both task sets stay until the user intervenes.
  const isBlueAlone = state.phase === 'BeforeInstall' || (state.phase === 'FAILED' && rules.isAutoRollback);
  const keeps = state.phase === 'SUCCEEDED' ? 'green' : isBlueAlone ? 'blue' : 'both';
  return { state, keeps, againMs: nextStepMs(state, rules, atMs), isHookFailed: false };
}

function nextStepMs({ phase, sinceMs, unsteadySinceMs }: CodeDeployState, rules: CodeDeployRules, atMs: number): number | null {
  switch (phase) {
    case 'install':
      return sinceMs + INSTALL_MAX_MS;
    case 'ready':
      return sinceMs + rules.readyWaitMs;
    case 'shift': {
      const stepMs = sinceMs + stepAt(rules.steps, atMs - sinceMs).nextMs!; // The last step has not been reached.
      return unsteadySinceMs === null ? stepMs : Math.min(stepMs, unsteadySinceMs + UNSTEADY_MAX_MS);
    }
    case 'terminate':
      return sinceMs + rules.terminationWaitMs;
    default: {
      const hook = hookOf(rules, phase);
      return hook === undefined ? null : sinceMs + Math.min(hook.takesMs, HOOK_MAX_MS);
    }
  }
}
