import { z } from 'zod';
import { SCALING_PROCESSES } from '../../autoscaling/group/processes.js';
import { awsName, choice, flag, nonEmpty, shape, whole } from '../fields.js';
import { begin } from './common-schema.js';

/** Calls on an Auto Scaling group, on the timeline. */

const group = awsName('The capacity provider of the group.');
const processes = z
  .array(choice(SCALING_PROCESSES, 'A scaling process.'))
  .min(1)
  .describe('Which. Default: all.')
  .default([...SCALING_PROCESSES]);
const number = z.number().min(-1e12).max(1e12);

const bySchedule = flag('true: a scheduled action of the group makes the call, unless ScheduledActions is suspended.').optional();

export const GROUP_CALLS = [
  shape('A user changes the bounds of a group, as update-auto-scaling-group does. DesiredCapacity moves to within them.', () => ({
    type: z.literal('groupSize'),
    ...begin,
    capacityProvider: group,
    minSize: whole(0, 100_000, 'New MinSize. Default: the one before.').optional(),
    maxSize: whole(0, 100_000, 'New MaxSize. Default: the one before.').optional(),
    bySchedule,
  })),
  shape('A user sets DesiredCapacity of a group, as set-desired-capacity does. Managed scaling may change it again.', () => ({
    type: z.literal('desiredCapacity'),
    ...begin,
    capacityProvider: group,
    desiredCapacity: whole(0, 100_000, 'Instances, within the bounds of the group.'),
    bySchedule,
  })),
  shape('A user suspends scaling processes of a group, as suspend-processes does.', () => ({
    type: z.literal('suspendProcesses'),
    ...begin,
    capacityProvider: group,
    scalingProcesses: processes,
  })),
  shape('A user resumes suspended processes of a group, as resume-processes does.', () => ({
    type: z.literal('resumeProcesses'),
    ...begin,
    capacityProvider: group,
    scalingProcesses: processes,
  })),
  shape('A user executes a step or simple scaling policy of a group, as execute-policy does.', () => ({
    type: z.literal('executePolicy'),
    ...begin,
    capacityProvider: group,
    policyName: nonEmpty('The policy.', 255),
    metricValue: number.describe('Of step scaling: the value that its alarm would have.').optional(),
    breachThreshold: number.describe('Of step scaling: the threshold; metricValue less this chooses the step.').optional(),
    honorCooldown: flag('Of simple scaling: it does nothing during a cooldown or an activity.').default(false),
  })),
] as const;
