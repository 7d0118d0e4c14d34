import { zone } from '../cluster/instances-schema.js';
import { awsName, duration, nonEmpty, period, real } from '../fields.js';

/** Keys that faults of several types have. */

const at = duration('Since the start.');
const label = nonEmpty('A name for reports and for the draws of the fault. Default: its place in the list.', 200).optional();

/** When the fault begins, and its name. */
export const begin = { at, label };
const until = period('How long it lasts. Default: to the end.').optional();
export const window = { ...begin, for: until };

/** A probability that may be 0, because a timeline of an incident has settings that reach 0. */
export const chance = (description: string) => real(0, 1, description);

/** The instances that a fault applies to. */
export const which = {
  capacityProvider: awsName('Only instances of this capacity provider. Default: all instances.').optional(),
  availabilityZone: zone.describe('Only instances in this zone. Default: all zones.').optional(),
};

export const images = nonEmpty(
  'Only images whose name begins with this text, such as the registry quay.io/. Default: all images.',
  1_000,
).optional();
