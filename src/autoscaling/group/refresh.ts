import type { GroupSettings } from './group-settings.js';

/** Preferences of StartInstanceRefresh. Percentages are whole numbers. */
export interface RefreshPreferences {
  /** 0 to 100 percent of DesiredCapacity, rounded up, that stay ready. */
  readonly minHealthyPercent: number;
  /** 100 to 200; above 100 launches come before terminations. */
  readonly maxHealthyPercent: number;
  /** Time from InService until a new instance counts as ready. The caller keeps that clock. */
  readonly instanceWarmupMs: number;
  /** Ascending; the refresh ends at the last one. */
  readonly checkpointPercentages: readonly number[];
  readonly checkpointDelayMs: number;
  readonly scaleInProtectedInstances: 'Refresh' | 'Ignore' | 'Wait';
  /** SkipMatching: an instance equal to what a launch would create now stays. The caller counts it as new. */
  readonly skipsMatching: boolean;
}

/** Defaults of the API; the console proposes to ignore protected instances. The warm-up defaults to the group's grace period. */
export const REFRESH_DEFAULTS: RefreshPreferences = {
  minHealthyPercent: 90,
  maxHealthyPercent: 100,
  instanceWarmupMs: 0,
  checkpointPercentages: [100],
  checkpointDelayMs: 3_600_000,
  scaleInProtectedInstances: 'Wait',
  skipsMatching: false,
};

export interface RefreshState {
  /** Instances to replace, as counted at the start. */
  readonly total: number;
  readonly checkpoint: number;
  /** Start of the wait at a checkpoint, and for protected instances; null: no wait. */
  readonly checkpointSinceMs: number | null;
  readonly protectedSinceMs: number | null;
}

export interface RefreshView {
  readonly atMs: number;
  readonly desired: number;
  /** In service, healthy and past their warm-up, old ones too. */
  readonly ready: number;
  /** Old instances that are not terminating: unprotected ones, and those protected from scale-in. */
  readonly old: number;
  readonly oldProtected: number;
}

export interface RefreshStep {
  readonly state: RefreshState;
  readonly status: 'InProgress' | 'Successful' | 'Failed';
  /** Number of instances that the group keeps now, in place of DesiredCapacity. */
  readonly size: number;
  /** Number of old instances to terminate now; the group launches their replacements. */
  readonly terminate: number;
  /** Time of the next call without any other change; null: at the next change. */
  readonly againMs: number | null;
}

export function startRefresh(
  { old, oldProtected }: Pick<RefreshView, 'old' | 'oldProtected'>,
  preferences: RefreshPreferences,
): RefreshState {
  const total = preferences.scaleInProtectedInstances === 'Ignore' ? old : old + oldProtected;
  return { total, checkpoint: 0, checkpointSinceMs: null, protectedSinceMs: null };
}

export type RefreshSettings = Pick<GroupSettings, 'refreshProtectedWaitMs'>;

/**
 * Returns the next step of an instance refresh. Call it at the start, whenever an instance ends, becomes ready or changes its protection,
 * and at `againMs`.
 */
export function stepRefresh(
  state: RefreshState,
  seen: RefreshView,
  preferences: RefreshPreferences,
  settings: RefreshSettings,
): RefreshStep {
  const left = leftToReplace(seen, preferences);
  const due = Math.ceil((state.total * preferences.checkpointPercentages[state.checkpoint]) / 100) - (state.total - left);
  if (due > 0) {
    // Replacements that are launched ahead do not wait for the protection (P.214).
    if (replaceableNow(seen, preferences) === 0)
      return { ...waitForProtected(state, seen, settings), size: seen.desired + Math.min(launchedAhead(seen, preferences), due) };
    return replace({ ...state, protectedSinceMs: null }, seen, preferences, due);
  }
  if (seen.ready < seen.desired) return going(state, seen, 0);
  if (left === 0 || state.checkpoint === preferences.checkpointPercentages.length - 1)
    return { ...going(state, seen, 0), status: 'Successful' };
  const sinceMs = state.checkpointSinceMs ?? seen.atMs;
  const untilMs = sinceMs + preferences.checkpointDelayMs;
  if (seen.atMs < untilMs) return { ...going({ ...state, checkpointSinceMs: sinceMs }, seen, 0), againMs: untilMs };
  return stepRefresh({ ...state, checkpoint: state.checkpoint + 1, checkpointSinceMs: null }, seen, preferences, settings);
}

function leftToReplace({ old, oldProtected }: RefreshView, { scaleInProtectedInstances }: RefreshPreferences): number {
  return scaleInProtectedInstances === 'Ignore' ? old : old + oldProtected;
}

function replaceableNow({ old, oldProtected }: RefreshView, { scaleInProtectedInstances }: RefreshPreferences): number {
  return scaleInProtectedInstances === 'Refresh' ? old + oldProtected : old;
}

/** Waits up to an hour for the removal of the remaining instances' protection, then fails the refresh. */
function waitForProtected(state: RefreshState, seen: RefreshView, { refreshProtectedWaitMs }: RefreshSettings): RefreshStep {
  const sinceMs = state.protectedSinceMs ?? seen.atMs;
  const untilMs = sinceMs + refreshProtectedWaitMs;
  const step = going({ ...state, protectedSinceMs: sinceMs }, seen, 0);
  return seen.atMs < untilMs ? { ...step, againMs: untilMs } : { ...step, status: 'Failed' };
}

/** Terminates as many as the healthy minimum allows; if it allows none and nothing is launched ahead, one at a time. */
function replace(state: RefreshState, seen: RefreshView, preferences: RefreshPreferences, due: number): RefreshStep {
  const { desired, ready } = seen;
  const replaceable = Math.min(due, replaceableNow(seen, preferences));
  const beyond = launchedAhead(seen, preferences);
  const room = ready - Math.ceil((desired * preferences.minHealthyPercent) / 100);
  const oneAtATime = beyond === 0 && ready >= desired ? 1 : 0;
  const terminate = Math.max(0, Math.min(replaceable, Math.max(room, oneAtATime)));
  return { ...going(state, seen, terminate), size: desired + Math.min(beyond, replaceable - terminate) };
}

/** The most instances that a healthy maximum lets the group have beyond DesiredCapacity; at least one. */
function launchedAhead({ desired }: RefreshView, { maxHealthyPercent }: RefreshPreferences): number {
  return maxHealthyPercent > 100 ? Math.max(1, Math.floor((desired * maxHealthyPercent) / 100) - desired) : 0;
}

function going(state: RefreshState, seen: RefreshView, terminate: number): RefreshStep {
  return { state, status: 'InProgress', size: seen.desired, terminate, againMs: null };
}
