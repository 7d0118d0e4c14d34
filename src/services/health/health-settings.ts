/** Parameters of health that ECS does not document, by the names of docs/model.md. Times in milliseconds. */
export interface HealthSettings {
  /** Time after RUNNING from which an unchecked task counts as healthy: 40 seconds, or at once in older text (S.HEALTH-1). */
  readonly healthyAfterMs: number;
  /** From a change of a container's health until ECS has it: the agent reports health from time to time (V.11). */
  readonly reportMs: number;
}
