import type { LaunchConfigurationNamesType } from '@aws-sdk/client-auto-scaling';
import { type Operations, reads } from '../operation.js';

/** Reads of what groups have beside their sizes. */
export const DETAILS: Operations = {
  DescribeLaunchConfigurations: reads<LaunchConfigurationNamesType>(['LaunchConfigurationNames', 'NextToken', 'MaxRecords'], () => ({
    LaunchConfigurations: [],
  })),
};
