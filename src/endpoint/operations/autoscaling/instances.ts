import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../../aws-error.js';
import { type OperationsOf, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';
import { described, desire, groupNamed, instanceNamed } from './described.js';

const RECORDS_DEFAULT = 50;

/** Calls on the instances of groups. */
export const GROUP_INSTANCES = {
  DescribeAutoScalingInstances: reads(
    ['InstanceIds', 'NextToken', 'MaxRecords', 'IncludeManagedResources'],
    ({ InstanceIds: ids = [], NextToken: token, MaxRecords: most = RECORDS_DEFAULT }, context) => {
      const all = described(context).flatMap(({ AutoScalingGroupName, Instances }) =>
        Instances.map((one) => ({ ...one, AutoScalingGroupName, HealthStatus: 'HEALTHY' })),
      );
      const found = all.filter(({ InstanceId }) => ids.length === 0 || ids.includes(InstanceId));
      const { page, next } = pageOf(found, { token, most, code: 'InvalidNextToken' });
      return { AutoScalingInstances: page, NextToken: next };
    },
  ),
  TerminateInstanceInAutoScalingGroup: writes(
    { heeds: ['InstanceId', 'ShouldDecrementDesiredCapacity', 'AutoScalingGroupName'], refuses: ['InstanceIds'] },
    async ({ InstanceId: id = '', ShouldDecrementDesiredCapacity: isFewer = false, AutoScalingGroupName: name }, context) => {
      const { group, instance } = instanceNamed(context, id);
      if (name !== undefined && group.AutoScalingGroupName !== name)
        throw new AwsError('ValidationError', `The instance ${id} is not part of Auto Scaling group ${name}.`);
      const count = group.DesiredCapacity - 1;
      if (isFewer && count < group.MinSize)
        throw new AwsError(
          'ValidationError',
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
    { heeds: ['InstanceId', 'HealthStatus'], refuses: [], keeps: ['ShouldRespectGracePeriod'] },
    async ({ InstanceId: id = '', HealthStatus: status = '' }, context) => {
      const { instance } = instanceNamed(context, id);
      if (status !== 'Healthy' && status !== 'Unhealthy')
        throw new AwsError('ValidationError', `Health status must be Healthy or Unhealthy, and not ${status}`);
      if (status === 'Healthy') return;
      // The group replaces it.
      const fault = { type: 'terminate', containerInstances: [instance] };
      await context.cluster.edit({ ahead: ({ faults }, atMs) => faults.push({ ...fault, at: `${atMs}ms` } as never) });
    },
  ),
  SetInstanceProtection: writes(
    ['InstanceIds', 'AutoScalingGroupName', 'ProtectedFromScaleIn'],
    async ({ InstanceIds: ids = [], AutoScalingGroupName: name = '', ProtectedFromScaleIn: isProtected = false }, context) => {
      groupNamed(context, name);
      const containerInstances = ids.map((id) => instanceNamed(context, id).instance);
      if (containerInstances.length === 0) return;
      const fault = { type: 'protect', containerInstances, protectedFromScaleIn: isProtected };
      await context.cluster.edit({ ahead: ({ faults }, atMs) => faults.push({ ...fault, at: `${atMs}ms` } as never) });
    },
  ),
} satisfies OperationsOf<AutoScaling>;
