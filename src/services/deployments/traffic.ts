import { MINUTE_MS } from '../../kernel/durations.js';
import type { DeploymentSettings } from './deployment-settings.js';

/** Production traffic of the new revision, and its duration until the next step; 0 for the last step. */
export interface TrafficStep {
  readonly greenPercent: number;
  readonly holdMs: number;
}

/** trafficRoutingConfig of CodeDeploy (S.BG-1). */
export type CodeDeployShift =
  | { readonly type: 'AllAtOnce' }
  | { readonly type: 'TimeBasedCanary' | 'TimeBasedLinear'; readonly percentage: number; readonly intervalMinutes: number };

/** The predefined ones of ECS (S.BG-2). */
export const CODE_DEPLOY_CONFIGS: Readonly<Record<string, CodeDeployShift>> = {
  'CodeDeployDefault.ECSAllAtOnce': { type: 'AllAtOnce' },
  'CodeDeployDefault.ECSLinear10PercentEvery1Minutes': { type: 'TimeBasedLinear', percentage: 10, intervalMinutes: 1 },
  'CodeDeployDefault.ECSLinear10PercentEvery3Minutes': { type: 'TimeBasedLinear', percentage: 10, intervalMinutes: 3 },
  'CodeDeployDefault.ECSCanary10Percent5Minutes': { type: 'TimeBasedCanary', percentage: 10, intervalMinutes: 5 },
  'CodeDeployDefault.ECSCanary10Percent15Minutes': { type: 'TimeBasedCanary', percentage: 10, intervalMinutes: 15 },
};

/** The default of a deployment group that names none. */
export const CODE_DEPLOY_DEFAULT = 'CodeDeployDefault.ECSAllAtOnce';

const ALL: TrafficStep = { greenPercent: 100, holdMs: 0 };

export function allAtOnce(): TrafficStep[] {
  return [ALL];
}

/** Two increments: `percent`, then the rest after `holdMs`. */
export function canary(percent: number, holdMs: number): TrafficStep[] {
  return percent < 100 ? [{ greenPercent: percent, holdMs }, ALL] : [ALL];
}

/** Equal increments at equal intervals; the last is the rest, and is not held. */
export function linear(percent: number, holdMs: number): TrafficStep[] {
  // Tenths of a percent are the finest that ECS takes: as whole numbers their multiples are exact.
  const tenths = Math.round(percent * 10);
  const steps = Math.ceil(1_000 / tenths) - 1;
  return [...Array.from({ length: steps }, (_, i) => ({ greenPercent: ((i + 1) * tenths) / 10, holdMs })), ALL];
}

export function codeDeploySteps(shift: CodeDeployShift, settings: Pick<DeploymentSettings, 'codeDeployFirstShift'>): TrafficStep[] {
  if (shift.type === 'AllAtOnce') return allAtOnce();
  const holdMs = shift.intervalMinutes * MINUTE_MS;
  const steps = shift.type === 'TimeBasedCanary' ? canary(shift.percentage, holdMs) : linear(shift.percentage, holdMs);
  return settings.codeDeployFirstShift === 'atOnce' ? steps : [{ greenPercent: 0, holdMs }, ...steps];
}

/** Returns the step at a time after the start of the shift, and the time of the next step; null: it is the last. */
export function stepAt(steps: readonly TrafficStep[], elapsedMs: number): { readonly index: number; readonly nextMs: number | null } {
  let endMs = 0;
  for (const [index, { holdMs }] of steps.entries()) {
    endMs += holdMs;
    if (elapsedMs < endMs) return { index, nextMs: endMs };
  }
  return { index: steps.length - 1, nextMs: null };
}
