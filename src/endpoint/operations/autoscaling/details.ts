import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { type OperationsOf, reads } from '../operation.js';

/** Reads of what groups have beside their sizes. */
export const DETAILS = {
  DescribeLaunchConfigurations: reads(['LaunchConfigurationNames', 'NextToken', 'MaxRecords'], () => ({
    LaunchConfigurations: [],
  })),
} satisfies OperationsOf<AutoScaling>;
