import { z } from 'zod';
import { autoScalingGroupProvider } from '../../scenario/cluster/schema.js';

/** Schema of a capacity provider without its name and group. */
export const providerSchema = z.strictObject({ autoScalingGroupProvider });
