import type { AutoScaling, ScalingProcessQuery } from '@aws-sdk/client-auto-scaling';
import { SCALING_PROCESSES } from '../../../autoscaling/group/processes.js';
import { validationError } from '../../aws-error.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { groupNamed, providerOf } from './group-lookup.js';

/** Calls on the scaling processes of groups. */
export const PROCESSES = {
  SuspendProcesses: writes(['AutoScalingGroupName', 'ScalingProcesses'], (input, context) => set(context, 'suspendProcesses', input)),
  ResumeProcesses: writes(['AutoScalingGroupName', 'ScalingProcesses'], (input, context) => set(context, 'resumeProcesses', input)),
  DescribeScalingProcessTypes: reads([], () => ({ Processes: SCALING_PROCESSES.map((ProcessName) => ({ ProcessName })) })),
  DescribeAdjustmentTypes: reads([], () => ({
    AdjustmentTypes: ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'].map((AdjustmentType) => ({ AdjustmentType })),
  })),
} satisfies OperationsOf<AutoScaling>;

async function set(
  context: Context,
  type: 'suspendProcesses' | 'resumeProcesses',
  { AutoScalingGroupName: group = '', ScalingProcesses: given = [] }: ScalingProcessQuery,
): Promise<void> {
  groupNamed(context, group);
  const strange = given.find((one) => !(SCALING_PROCESSES as readonly string[]).includes(one));
  if (strange !== undefined) throw validationError(`${strange} is not a valid ScalingProcess. Valid: ${SCALING_PROCESSES.join(', ')}`);
  const processes = given.length === 0 ? SCALING_PROCESSES : given;
  await context.cluster.edit({
    ahead: (draft, atMs) => {
      const on = { at: `${atMs}ms`, capacityProvider: providerOf(draft, group).name, scalingProcesses: [...processes] };
      draft.faults.push({ type, ...on } as never);
    },
  });
}
