import { stepAt, type TrafficStep } from './traffic.js';

/** The deployment group, as far as it has a say. */
export interface CodeDeployRules {
  readonly steps: readonly TrafficStep[];
  /** deploymentReadyOption: how long it waits with a steady green before traffic moves. */
  readonly readyWaitMs: number;
  /** terminationWaitTimeInMinutes: how long blue is kept after all traffic has moved. */
  readonly terminationWaitMs: number;
  /** autoRollbackConfiguration. */
  readonly isAutoRollback: boolean;
}

/** `shift` is AllowTraffic; FAILED and SUCCEEDED are final. */
type CodeDeployPhase = 'install' | 'ready' | 'shift' | 'terminate' | 'SUCCEEDED' | 'FAILED';

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
  /** An alarm of the deployment group, or a life-cycle hook that can stop it, says no. */
  readonly isTripped: boolean;
}

export interface CodeDeployStep {
  readonly state: CodeDeployState;
  /** Which task sets are kept at the desired count; both together need twice the capacity (S.BG-4). The other is removed, protected tasks when they no longer are (S.BG-10). */
  readonly keeps: 'both' | 'blue' | 'green';
  /** When to ask again although nothing else has happened; null: at the next change. */
  readonly againMs: number | null;
}

/** How long CodeDeploy waits for green (S.BG-5), and for a green that scales while traffic moves (S.BG-6). */
const INSTALL_MAX_MS = 3_600_000;
const UNSTEADY_MAX_MS = 300_000;

/** The hooks whose failure cannot roll anything back: green is not there yet (S.BG-8). */
const HARMLESS_HOOKS: readonly string[] = ['BeforeInstall'];

export function hookStops(hook: string): boolean {
  return !HARMLESS_HOOKS.includes(hook);
}

export function startCodeDeploy(atMs: number): CodeDeployState {
  return { phase: 'install', sinceMs: atMs, greenPercent: 0, unsteadySinceMs: null };
}

/** What a blue/green deployment of CodeDeploy does now. To be asked at its start, whenever what is seen changes, and at `againMs`. */
export function stepCodeDeploy(state: CodeDeployState, rules: CodeDeployRules, seen: CodeDeploySeen): CodeDeployStep {
  const next = advance(state, rules, seen);
  return next === state ? standing(state, rules, seen.atMs) : stepCodeDeploy(next, rules, seen);
}

/** One transition, or the state itself. */
function advance(state: CodeDeployState, rules: CodeDeployRules, { atMs, isGreenSteady, isTripped }: CodeDeploySeen): CodeDeployState {
  const waitedMs = atMs - state.sinceMs;
  const enter = (phase: CodeDeployPhase): CodeDeployState => ({ ...state, phase, sinceMs: atMs });
  if (isOver(state)) return state;
  if (isTripped) return failed(state, rules, atMs);
  switch (state.phase) {
    case 'install':
      if (isGreenSteady) return enter('ready');
      return waitedMs >= INSTALL_MAX_MS ? failed(state, rules, atMs) : state;
    case 'ready':
      return waitedMs >= rules.readyWaitMs ? enter('shift') : state;
    case 'shift':
      return shift(state, rules, atMs, isGreenSteady);
    default:
      return waitedMs >= rules.terminationWaitMs ? enter('SUCCEEDED') : state;
  }
}

/** Traffic goes on moving for five minutes while green is not steady, and then the deployment is stopped (S.BG-6). */
function shift(state: CodeDeployState, rules: CodeDeployRules, atMs: number, isGreenSteady: boolean): CodeDeployState {
  const unsteadySinceMs = isGreenSteady ? null : (state.unsteadySinceMs ?? atMs);
  if (unsteadySinceMs !== null && atMs - unsteadySinceMs >= UNSTEADY_MAX_MS) return failed(state, rules, atMs);
  const { index, nextMs } = stepAt(rules.steps, atMs - state.sinceMs);
  const { greenPercent } = rules.steps[index];
  if (nextMs === null) return { phase: 'terminate', sinceMs: atMs, greenPercent, unsteadySinceMs: null };
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
  const keeps = state.phase === 'SUCCEEDED' ? 'green' : state.phase === 'FAILED' && rules.isAutoRollback ? 'blue' : 'both';
  return { state, keeps, againMs: nextLookMs(state, rules, atMs) };
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
    default:
      return null;
  }
}

/** What service auto scaling takes for the capacity during a blue/green deployment: everything that runs, which may be twice the right number (S.BG-7). */
export function capacitySeenByScaling(blueRunning: number, greenRunning: number): number {
  return blueRunning + greenRunning;
}
