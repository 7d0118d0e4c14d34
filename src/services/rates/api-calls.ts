import { type BucketRate, perSecond } from '../../kernel/token-bucket.js';

interface ApiBucket {
  readonly category: string;
  readonly actions: readonly string[];
  readonly rate: BucketRate;
}

/**
 * Actions of the ECS API that take from one bucket, its size and its refill a second ("Request throttling for the Amazon ECS API",
 * T.THR-4).
 */
const BUCKET_LINES = `
cluster modify: 20 1 CreateCluster DeleteCluster PutClusterCapacityProviders UpdateCluster UpdateClusterSettings
cluster read: 50 20 DescribeClusters ListClusters
task definition modify: 20 1 DeregisterTaskDefinition RegisterTaskDefinition
task definition read: 50 20 DescribeTaskDefinition ListTaskDefinitions ListTaskDefinitionFamilies
task definition deletion: 5 1 DeleteTaskDefinitions
capacity provider modify: 10 1 CreateCapacityProvider DeleteCapacityProvider UpdateCapacityProvider
capacity provider read: 50 20 DescribeCapacityProviders
tag modify: 20 10 TagResource UntagResource
tag read: 50 20 ListTagsForResource
setting modify: 10 1 DeleteAccountSetting PutAccountSetting PutAccountSettingDefault
setting read: 50 20 ListAccountSettings
cluster resource modify: 100 40 DeleteAttributes DeregisterContainerInstance ExecuteCommand PutAttributes RunTask StartTask StopTask UpdateContainerAgent UpdateContainerInstancesState
cluster resource read: 100 20 DescribeContainerInstances DescribeTasks ListAttributes ListContainerInstances ListTasks
agent modify: 200 120 RegisterContainerInstance SubmitAttachmentStateChanges SubmitContainerStateChange SubmitTaskStateChange
service modify: 50 5 CreateService DeleteService UpdateService
service read: 100 20 DescribeServices ListServices
task protection: 200 80 UpdateTaskProtection GetTaskProtection
cluster service resource read: 10 1 ListServicesByNamespace
`;

export const API_BUCKETS: readonly ApiBucket[] = BUCKET_LINES.trim()
  .split('\n')
  .map((line) => {
    const [category, rest] = line.split(': ') as [string, string];
    const [capacity, refill, ...actions] = rest.split(' ');
    return { category, actions, rate: perSecond(Number(capacity), Number(refill)) };
  });

/** The index of the bucket from which an action takes; -1 for none that is known. */
export function apiBucketOf(action: string): number {
  return API_BUCKETS.findIndex(({ actions }) => actions.includes(action));
}
