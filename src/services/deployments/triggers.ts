/** What an UpdateService may change. */
export type ServiceChange =
  | 'taskDefinition'
  | 'forceNewDeployment'
  | 'loadBalancers'
  | 'serviceConnectConfiguration'
  | 'launchTypeToStrategy'
  | 'desiredCount'
  | 'deploymentConfiguration'
  | 'healthCheckGracePeriodSeconds';

const TRIGGERS: readonly ServiceChange[] = [
  'taskDefinition', // Of a daemon too: another task size or reservation is another definition.
  'forceNewDeployment',
  'loadBalancers',
  'serviceConnectConfiguration',
  'launchTypeToStrategy',
];

/** Whether the update starts a new deployment, or changes only how the running one is kept (S.SVC-7). */
export function startsDeployment(changes: readonly ServiceChange[]): boolean {
  return changes.some((change) => TRIGGERS.includes(change));
}
