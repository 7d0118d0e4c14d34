/** Parameters of targets that Elastic Load Balancing and ECS do not document, by the names of docs/model.md. Times in milliseconds. */
export interface TargetSettings {
  /** From RUNNING until the task is registered with its target group. */
  readonly registrationMs: number;
  /** Whether the first check comes with the registration or an interval later. */
  readonly firstCheck: 'atOnce' | 'afterInterval';
  /** Whether the unhealthy targets of a group get its requests while none is healthy. */
  readonly allUnhealthy: 'failOpen' | 'turnAway';
}

export const TARGET_DEFAULTS: TargetSettings = { registrationMs: 0, firstCheck: 'afterInterval', allUnhealthy: 'failOpen' };
