/** Parameters of targets that Elastic Load Balancing and ECS do not document, by the names of docs/model.md. Times in milliseconds. */
export interface TargetSettings {
  /** From the registration's condition (`registersWhen`) until the task is registered with its target group. */
  readonly registrationMs: number;
  /** Whether a task is registered at RUNNING, or once its essential containers with a health check are HEALTHY (V.11). */
  readonly registersWhen: 'running' | 'healthy';
  /** From the registration to the first check of the target; null: an interval. */
  readonly firstCheckMs: number | null;
  /**
   * Nodes of a load balancer; each checks a target at times of its own. Absent: one node, whose checks are an interval apart from the first
   * on.
   */
  readonly nodes?: number;
  /** From the end of a task without a request to stop until its target gets no more requests. */
  readonly lostTargetMs: number;
  /** Whether the unhealthy targets of a group get its requests while none is healthy. */
  readonly allUnhealthy: 'failOpen' | 'turnAway';
}

/**
 * A new target was seen healthy 1.1 or 2.2 s after its registration, with a call each 1.1 s: 1.5 s on average (V.12). A
 * target was deregistered 3.7 s after its task was stopped by hand (V.10); for a task that ends by itself nothing is published.
 */
export const TARGET_DEFAULTS: TargetSettings = {
  registrationMs: 0,
  registersWhen: 'running',
  firstCheckMs: 1_500,
  lostTargetMs: 4_000,
  allUnhealthy: 'failOpen',
};
