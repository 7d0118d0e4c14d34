import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { validationError } from '../../aws-error.js';
import { type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { desire, groupAnswers, groupNamed, instanceNamed } from './group-lookup.js';

const lists = listsOf('autoscaling', 50);

/** Calls on the instances of groups. */
export const GROUP_INSTANCES = {
  DescribeAutoScalingInstances: lists(
    'AutoScalingInstances',
    ['InstanceIds', 'IncludeManagedResources'],
    ({ InstanceIds: ids = [] }, context) => {
      const all = groupAnswers(context).flatMap(({ AutoScalingGroupName, Instances }) =>
        Instances.map((one) => ({ ...one, AutoScalingGroupName, HealthStatus: 'HEALTHY' })),
      );
      return all.filter(({ InstanceId }) => ids.length === 0 || ids.includes(InstanceId));
    },
  ),
  TerminateInstanceInAutoScalingGroup: writes(
    { uses: ['InstanceId', 'ShouldDecrementDesiredCapacity', 'AutoScalingGroupName'], refuses: ['InstanceIds'] },
    async ({ InstanceId: id = '', ShouldDecrementDesiredCapacity: isFewer = false, AutoScalingGroupName: name }, context) => {
      const { group, instance } = instanceNamed(context, id);
      if (name !== undefined && group.AutoScalingGroupName !== name)
        throw validationError(`The instance ${id} is not part of Auto Scaling group ${name}.`);
      const count = group.DesiredCapacity - 1;
      if (isFewer && count < group.MinSize)
        throw validationError(
          "Currently, desiredSize equals minSize. Terminating instance without replacement will violate group's min size constraint.",
        );
      await context.cluster.edit({
        ahead: (draft, atMs) => {
          draft.faults.push({ type: 'terminate', at: `${atMs}ms`, containerInstances: [instance] } as never);
          if (isFewer) desire(draft, atMs, { name: group.AutoScalingGroupName, count });
        },
      });
      return { Activity: context.cluster.activities.find(({ Description }) => Description === `Terminating EC2 instance: ${id}`) };
    },
  ),
  SetInstanceHealth: writes(
    { uses: ['InstanceId', 'HealthStatus'], refuses: [], keeps: ['ShouldRespectGracePeriod'] },
    async ({ InstanceId: id = '', HealthStatus: status = '' }, context) => {
      const { instance } = instanceNamed(context, id);
      if (status !== 'Healthy' && status !== 'Unhealthy')
        throw validationError(`Health status must be Healthy or Unhealthy, and not ${status}`);
      if (status === 'Healthy') return;
      // The group replaces it.
      await context.cluster.addFault({ type: 'terminate', containerInstances: [instance] });
    },
  ),
  SetInstanceProtection: writes(
    ['InstanceIds', 'AutoScalingGroupName', 'ProtectedFromScaleIn'],
    async ({ InstanceIds: ids = [], AutoScalingGroupName: name = '', ProtectedFromScaleIn: isProtected = false }, context) => {
      groupNamed(context, name);
      const containerInstances = ids.map((id) => instanceNamed(context, id).instance);
      if (containerInstances.length === 0) return;
      await context.cluster.addFault({ type: 'protect', containerInstances, protectedFromScaleIn: isProtected });
    },
  ),
} satisfies OperationsOf<AutoScaling>;
