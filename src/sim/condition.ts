/** The service scheduler's view of a task's health, while its desiredStatus is RUNNING. */
export const Condition = { waiting: 0, healthy: 1, unhealthy: 2 } as const;
