import type { Context } from '../context.js';
import type { ServiceText } from '../schema.js';
import type { Path } from '../text/problem.js';

const KEYS = ['resetOnHealthyTask', 'thresholdConfiguration'] as const;

/** Checks deploymentCircuitBreaker, whose two newer keys came in July 2026 (N.CB-1). */
export function checkBreaker(context: Context, path: Path, { deploymentConfiguration }: ServiceText): void {
  const { deploymentCircuitBreaker: breaker } = deploymentConfiguration;
  if (breaker === undefined) return;
  const at = [...path, 'deploymentConfiguration', 'deploymentCircuitBreaker'];
  if (context.scenario.awsBehaviour === 'guide-2024')
    for (const key of KEYS)
      if (breaker[key] !== undefined) context.error([...at, key], 'is from July 2026: the guide of 2024 has none; leave it out');
  const { type, value } = breaker.thresholdConfiguration ?? {};
  if (value !== undefined && value > 100 && type !== 'COUNT')
    context.error([...at, 'thresholdConfiguration', 'value'], `${value} is not possible for ${type}: a percentage from 1 to 100`);
}
