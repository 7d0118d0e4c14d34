import { AUTO_SCALING_GROUP } from './auto-scaling-group/kind.js';
import { FARGATE } from './fargate/kind.js';
import type { ProviderKind } from './kind.js';

/** The kinds of capacity provider, by the name in `Setup.providers`. A new kind is a folder beside this file and an entry here. */
export const PROVIDER_KINDS: Record<string, ProviderKind> = {
  autoScalingGroup: AUTO_SCALING_GROUP,
  fargate: FARGATE,
};
