/** States of a cluster (C.CLU-01). */
export const ClusterState = { ACTIVE: 1, PROVISIONING: 2, DEPROVISIONING: 3, FAILED: 4, INACTIVE: 5 } as const;
export type ClusterState = (typeof ClusterState)[keyof typeof ClusterState];

/** Whether the state is about the resources of its capacity providers: they are being made or removed, or could not be made. */
export function concernsCapacityProviders(state: ClusterState): boolean {
  return state === ClusterState.PROVISIONING || state === ClusterState.DEPROVISIONING || state === ClusterState.FAILED;
}

/** Only an ACTIVE cluster registers instances and takes tasks. */
export function takesWork(state: ClusterState): boolean {
  return state === ClusterState.ACTIVE;
}
