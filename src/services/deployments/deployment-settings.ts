/** Parameters of deployments that ECS and CodeDeploy do not document, by the names of docs/model.md. Times in milliseconds. */
export interface DeploymentSettings {
  /** Whether tasks that stop count towards maximumPercent: two pages of AWS say so, two others do not (S.DEP-4). */
  readonly stoppingCounts: boolean;
  /**
   * Whether old tasks stop as soon as the minimum allows, or only once they are replaced or in the way, where both percentages leave room
   * (S.STOP-9).
   */
  readonly order: 'together' | 'startFirst';
  /** Whether a rolling update replaces an old task by one of its own revision (N.ROLL-1, November 2025) or only by the newest. */
  readonly replacesOwn: boolean;
  /** Whether a turn that stops an unhealthy task starts nothing, as before 2025 (P.161); else its replacement starts with the stop. */
  readonly replacesATurnLater: boolean;
  /** Whether a task on a platform that has exited by itself is replaced only once it is STOPPED, without a load balancer (P.270). */
  readonly exitedKeepPlace: boolean;
  /** Which revisions a scale-out during a rolling update adds tasks to: AWS does not say how many each gets (N.ROLL-2). */
  readonly rollingScaleOut: 'both' | 'new';
  /** From UpdateService until the scheduler begins the new deployment, at its turn (P.70). */
  readonly deploysAfterMs: number;
  /** The same from CreateService on: older records have no such wait (P.74, P.167). */
  readonly createsAfterMs: number;
  /** In a rolling update: from RUNNING until a new task behind a load balancer takes the place of an old one (V.1). */
  readonly replacesAfterMs: number;
  /**
   * From the first turn after the call of a rolling update until it may have nothing left to do: a deployment without a task takes its
   * time, too (V.4).
   */
  readonly settlesAfterMs: number;
  /** From the time at which a rolling update has nothing left to do until it is COMPLETED (V.1, V.4). */
  readonly completesAfterMs: number;
  /**
   * Whether a task whose target drains is gone a turn after its target was deregistered, or counts until it is STOPPED, as in logs before
   * 2023 (V.7) and today with Service Connect (P.140).
   */
  readonly drainingTasks: 'gone' | 'goneWithoutServiceConnect' | 'counted';
  /** Time of the first share of a canary or linear shift by CodeDeploy (S.BG-2). */
  readonly codeDeployFirstShift: 'atOnce' | 'afterInterval';
  /** Rounding of a task set's share of the desired count (S.EXT-2). */
  readonly taskSetRounding: 'ceil' | 'floor';
}

export const DEPLOYMENT_DEFAULTS: DeploymentSettings = {
  stoppingCounts: true,
  order: 'together',
  replacesOwn: true,
  replacesATurnLater: false,
  exitedKeepPlace: false,
  rollingScaleOut: 'both',
  deploysAfterMs: 0,
  createsAfterMs: 0,
  replacesAfterMs: 0,
  settlesAfterMs: 0,
  completesAfterMs: 0,
  drainingTasks: 'goneWithoutServiceConnect',
  codeDeployFirstShift: 'atOnce',
  taskSetRounding: 'ceil',
};

/** Returns whether tasks of a service are gone soon after their target was deregistered. `proxy`: of Service Connect, if they have one. */
export function areDrainingTasksGone({ drainingTasks }: DeploymentSettings, { proxy }: { readonly proxy?: object }): boolean {
  if (drainingTasks === 'goneWithoutServiceConnect') return proxy === undefined;
  return drainingTasks === 'gone';
}
