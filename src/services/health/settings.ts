/** What ECS leaves open about health, by the names of docs/model.md. Times in milliseconds. */
export interface HealthSettings {
  /** How long after RUNNING a task counts as healthy that nobody checks: 40 seconds, and at once in older text (S.HEALTH-1). */
  readonly healthyAfterRunningMs: number;
}

export const HEALTH_DEFAULTS: HealthSettings = { healthyAfterRunningMs: 40_000 };
