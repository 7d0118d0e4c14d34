import type { DescribeLifecycleHooksType, LaunchConfigurationNamesType } from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../../aws-error.js';
import { type Operations, reads } from '../operation.js';

/** Reads of what groups have beside their sizes. */
export const DETAILS: Operations = {
  DescribeLifecycleHooks: reads<DescribeLifecycleHooksType>(
    ['AutoScalingGroupName', 'LifecycleHookNames'],
    ({ AutoScalingGroupName: name, LifecycleHookNames: names }, { cluster }) => {
      const provider = cluster.draft.cluster.capacityProviders.find((one) => typeof one !== 'string' && one.name === name);
      if (provider === undefined || typeof provider === 'string')
        throw new AwsError('ValidationError', `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
      const hooks = (provider.autoScalingGroup.lifecycleHookSpecificationList ?? []).map((hook) => ({
        LifecycleHookName: hook.lifecycleHookName,
        AutoScalingGroupName: name,
        LifecycleTransition: hook.lifecycleTransition,
        HeartbeatTimeout: hook.heartbeatTimeout,
        DefaultResult: hook.defaultResult,
      }));
      return { LifecycleHooks: hooks.filter(({ LifecycleHookName }) => names === undefined || names.includes(LifecycleHookName)) };
    },
  ),
  DescribeLaunchConfigurations: reads<LaunchConfigurationNamesType>(['LaunchConfigurationNames', 'NextToken', 'MaxRecords'], () => ({
    LaunchConfigurations: [],
  })),
};
