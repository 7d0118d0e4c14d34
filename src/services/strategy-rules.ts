type ProviderKind = 'autoScalingGroup' | 'fargate';

/** What it means to move a service from one way of getting capacity to another: refused (C.CAP-10), or how its tasks follow. */
export function onCapacityChange(
  from: ProviderKind | 'launchType',
  to: ProviderKind | 'launchType',
): 'refused' | 'newDeployment' | 'nextTasks' {
  if (from !== to && from !== 'launchType' && to !== 'launchType') return 'refused';
  return from === 'launchType' && to !== 'launchType' ? 'newDeployment' : 'nextTasks'; // C.CAP-11
}

/** A provider with managed scaling serves one cluster; without it a provider only splits tasks and may serve several (C.CAP-14). */
export function mayAssociate(hasManagedScaling: boolean, clustersNow: number): boolean {
  return !hasManagedScaling || clustersNow === 0;
}
