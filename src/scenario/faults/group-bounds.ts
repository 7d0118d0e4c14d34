import { groupProviders } from '../cluster/providers.js';
import type { Context } from '../context.js';
import type { FaultText, Scenario } from '../schema.js';
import type { Path } from '../text/problem.js';
import { durationMs } from '../units.js';

type GroupSizeText = Extract<FaultText, { type: 'groupSize' }>;

/** The bounds of the group of a capacity provider at a time; undefined without such a group. */
export function boundsAt(
  scenario: Scenario,
  name: string,
  atMs: number,
): { readonly minSize: number; readonly maxSize: number } | undefined {
  const group = groupProviders(scenario).find((provider) => provider.name === name)?.autoScalingGroup;
  if (group === undefined) return undefined;
  const changes = scenario.faults
    .filter(
      (fault): fault is GroupSizeText => fault.type === 'groupSize' && fault.capacityProvider === name && durationMs(fault.at) <= atMs,
    )
    .sort((a, b) => durationMs(a.at) - durationMs(b.at));
  const bound = (key: 'minSize' | 'maxSize') => changes.findLast((change) => change[key] !== undefined)?.[key] ?? group[key];
  return { minSize: bound('minSize'), maxSize: bound('maxSize') };
}

export function checkGroupSize(context: Context, path: Path, { capacityProvider, at, minSize, maxSize }: GroupSizeText): void {
  if (minSize === undefined && maxSize === undefined) context.error(path, 'changes nothing: give minSize or maxSize');
  const bounds = boundsAt(context.scenario, capacityProvider, durationMs(at));
  if (bounds === undefined || bounds.minSize <= bounds.maxSize) return;
  const key = minSize === undefined ? 'maxSize' : 'minSize';
  context.error([...path, key], `minSize ${bounds.minSize} is above maxSize ${bounds.maxSize} from then on: set both`);
}
