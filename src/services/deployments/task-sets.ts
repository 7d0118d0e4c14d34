import type { DeploymentSettings } from './deployment-settings.js';

/** `scale` of a task set of an EXTERNAL service: a percentage of the service's desired count, 0 to 100, not necessarily whole. */
export interface TaskSet {
  readonly scalePercent: number;
}

const MILLIONTHS = 1_000_000;

/** How many tasks a task set keeps (S.EXT-2). */
export function taskSetCount(
  desired: number,
  { scalePercent }: TaskSet,
  { taskSetRounding }: Pick<DeploymentSettings, 'taskSetRounding'>,
): number {
  // As millionths of a percent, so that 57.3 % of 1,000 is 573 and not a hair more.
  const scaled = desired * Math.round(scalePercent * MILLIONTHS);
  return Math[taskSetRounding](scaled / (100 * MILLIONTHS));
}
