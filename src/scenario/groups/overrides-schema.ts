import { z } from 'zod';
import { instanceType } from '../cluster/instances-schema.js';
import { ignored, list, notYet, shape } from '../fields.js';

/** Schema of the instance types of a group, which may be in one of two places. */

/** Most overrides of a mixed instances policy (EC2 Auto Scaling API, LaunchTemplate). */
const OVERRIDES_MAX = 40;

export const weightedCapacity = z
  .unknown()
  .refine((value) => value === undefined, 'instance weighting is not supported by cluster auto scaling (C.CAP-16): leave it out')
  .optional()
  .describe('Not simulated yet: cluster auto scaling does not support instance weighting (C.CAP-16): leave it out.');

const override = shape('One instance type of the group.', () => ({
  instanceType,
  weightedCapacity,
  instanceRequirements: notYet('name instance types'),
  launchTemplateSpecification: notYet('leave it out, because all instances of a group are launched from one template'),
}));

export const instanceTypes = list(
  instanceType,
  [1, OVERRIDES_MAX],
  'The types that the group launches, the preferred one first. In AWS these are the overrides of a mixed instances policy, which may be written instead; one of the two is required.',
).optional();

export const typesOfPolicy = shape('The types, as create-auto-scaling-group takes them.', () => ({
  overrides: list(override, [1, OVERRIDES_MAX], 'Instance types, the preferred one first. Not beside instanceTypes.').optional(),
  ...ignored('launchTemplateSpecification'),
})).optional();
