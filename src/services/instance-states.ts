/** States of a container instance (C.CI-01). The agent's connection is a separate flag. */
export const InstanceState = { REGISTERING: 1, REGISTRATION_FAILED: 2, ACTIVE: 3, DRAINING: 4, DEREGISTERING: 5, INACTIVE: 6 } as const;
export type InstanceState = (typeof InstanceState)[keyof typeof InstanceState];

export const INSTANCE_STATE_NAMES: readonly string[] = ['', ...Object.keys(InstanceState)];
