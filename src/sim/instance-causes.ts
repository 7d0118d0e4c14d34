/** Why an instance was drained or terminated, or left the cluster. */
export const InstanceCause = {
  scaleIn: 1,
  deregistered: 2,
  userTerminated: 3,
  interrupted: 4,
  rebalanced: 5,
  maxLifetime: 6,
  zoneOutage: 7,
  hookAbandoned: 8,
  registrationFailed: 9,
  userDrained: 10,
  poolShrank: 11,
  zoneRebalanced: 12,
  instanceRefresh: 13,
  unhealthy: 14,
  neverRegistered: 15,
} as const;
export type InstanceCause = (typeof InstanceCause)[keyof typeof InstanceCause];

/** Why a group could not launch. */
export const LaunchReason = { insufficientCapacity: 1, priceAboveMax: 2, internalError: 3 } as const;
