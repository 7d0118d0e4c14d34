import { z } from 'zod';
import { autoScalingGroupProvider } from '../../scenario/cluster/schema.js';

/** A capacity provider without its name and group. */
export const providerSchema = z.strictObject({ autoScalingGroupProvider });
