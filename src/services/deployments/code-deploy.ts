import { stepAt, type TrafficStep } from './traffic.js';

/** Lifecycle events at which a function may validate (S.BG-8), in their order. */
export const CODE_DEPLOY_HOOKS = ['BeforeInstall', 'AfterInstall', 'BeforeAllowTraffic', 'AfterAllowTraffic'] as const;
export type CodeDeployHook = (typeof CODE_DEPLOY_HOOKS)[number];

/** The deployment group, as far as it has a say. */
export interface CodeDeployRules {
  readonly steps: readonly TrafficStep[];
  /** deploymentReadyOption: how long it waits with a steady green before traffic moves. */
  readonly readyWaitMs: number;
  /** terminationWaitTimeInMinutes: how long blue is kept after all traffic has moved. */
  readonly terminationWaitMs: number;
  /** autoRollbackConfiguration. */
  readonly isAutoRollback: boolean;
  /** How long the function of each event takes for its answer; at most one an event. */
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
  /** Since when green is not steady although traffic moves; null: it is. */
  readonly unsteadySinceMs: number | null;
}

export interface CodeDeploySeen {
  readonly atMs: number;
  /** Green is healthy at the desired count. */
  readonly isGreenSteady: boolean;
  /** An alarm of the deployment group says no. */
  readonly isTripped: boolean;
  /** Events whose function says no. */
  readonly failedHooks: readonly string[];
}

export interface CodeDeployStep {
  readonly state: CodeDeployState;
  /** Which task sets are kept at the desired count; both together need twice the capacity (S.BG-4). The other is removed, protected tasks when they no longer are (S.BG-10). */
  readonly keeps: 'both' | 'blue' | 'green';
  /** When to ask again although nothing else has happened; null: at the next change. */
  readonly againMs: number | null;
  /** It has FAILED now for a function that said no, or nothing in time. */
  readonly isHookFailed: boolean;
}

/** How long CodeDeploy waits for green (S.BG-5), and for a green that scales while traffic moves (S.BG-6). */
const INSTALL_MAX_MS = 3_600_000;
const UNSTEADY_MAX_MS = 300_000;
/** How long it waits for the answer of a function. */
const HOOK_MAX_MS = 3_600_000;

/** The event whose failure cannot roll anything back: green is not there yet (S.BG-8). */
const HARMLESS_HOOK: CodeDeployHook = 'BeforeInstall';

export function startCodeDeploy(atMs: number): CodeDeployState {
  return { phase: PHASES[0], sinceMs: atMs, greenPercent: 0, unsteadySinceMs: null };
}

/** What a blue/green deployment of CodeDeploy does now. To be asked at its start, whenever what is seen changes, and at `againMs`. */
export function stepCodeDeploy(state: CodeDeployState, rules: CodeDeployRules, seen: CodeDeploySeen): CodeDeployStep {
  const next = advance(state, rules, seen);
  if (next === state) return standing(state, rules, seen.atMs);
  const step = stepCodeDeploy(next, rules, seen);
  const isHookFailed = next.phase === 'FAILED' && isHook(state.phase) && !seen.isTripped;
  return isHookFailed ? { ...step, isHookFailed } : step;
}

/** One transition, or the state itself. */
function advance(state: CodeDeployState, rules: CodeDeployRules, { atMs, isGreenSteady, ...seen }: CodeDeploySeen): CodeDeployState {
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

/** The next phase begins. */
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

/** Traffic goes on moving for five minutes while green is not steady, and then the deployment is stopped (S.BG-6). */
function shift(state: CodeDeployState, rules: CodeDeployRules, atMs: number, isGreenSteady: boolean): CodeDeployState {
  const unsteadySinceMs = isGreenSteady ? null : (state.unsteadySinceMs ?? atMs);
  if (unsteadySinceMs !== null && atMs - unsteadySinceMs >= UNSTEADY_MAX_MS) return failed(state, rules, atMs);
  const { index, nextMs } = stepAt(rules.steps, atMs - state.sinceMs);
  const { greenPercent } = rules.steps[index];
  if (nextMs === null) return after({ ...state, greenPercent, unsteadySinceMs: null }, atMs);
  const isSame = unsteadySinceMs === state.unsteadySinceMs && greenPercent === state.greenPercent;
  return isSame ? state : { ...state, unsteadySinceMs, greenPercent };
}

/** Traffic goes back to blue at once, unless nobody asked for that. */
function failed(state: CodeDeployState, { isAutoRollback }: CodeDeployRules, atMs: number): CodeDeployState {
  return { phase: 'FAILED', sinceMs: atMs, greenPercent: isAutoRollback ? 0 : state.greenPercent, unsteadySinceMs: null };
}

function isOver({ phase }: CodeDeployState): boolean {
  return phase === 'SUCCEEDED' || phase === 'FAILED';
}

function standing(state: CodeDeployState, rules: CodeDeployRules, atMs: number): CodeDeployStep {
  // Without a rollback both stay as they are until somebody decides.
  const isBlueAlone = state.phase === 'BeforeInstall' || (state.phase === 'FAILED' && rules.isAutoRollback);
  const keeps = state.phase === 'SUCCEEDED' ? 'green' : isBlueAlone ? 'blue' : 'both';
  return { state, keeps, againMs: nextLookMs(state, rules, atMs), isHookFailed: false };
}

function nextLookMs({ phase, sinceMs, unsteadySinceMs }: CodeDeployState, rules: CodeDeployRules, atMs: number): number | null {
  switch (phase) {
    case 'install':
      return sinceMs + INSTALL_MAX_MS;
    case 'ready':
      return sinceMs + rules.readyWaitMs;
    case 'shift': {
      const stepMs = sinceMs + stepAt(rules.steps, atMs - sinceMs).nextMs!; // It has not come to the last step.
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
