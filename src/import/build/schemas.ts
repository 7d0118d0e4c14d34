import { z } from 'zod';
import { autoScalingGroupProvider } from '../../scenario/schema/cluster.js';

/** A capacity provider without its name and group. */
export const providerSchema = z.strictObject({ autoScalingGroupProvider });
