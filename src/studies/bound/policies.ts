import type { PlacementStrategy } from '../../placement/view.js';
import { instead } from '../../scenario/text/suggest.js';
import type { Setup } from '../../sim/setup.js';

/** Strategies by their names in `--policies`; several joined by `+` are one chain. */
const STEPS: Readonly<Record<string, readonly PlacementStrategy[]>> = {
  'binpack-memory': [{ type: 'binpack', field: 'memory' }],
  'binpack-cpu': [{ type: 'binpack', field: 'cpu' }],
  spread: [
    { type: 'spread', field: 'attribute:ecs.availability-zone' },
    { type: 'spread', field: 'instanceId' },
  ],
  'spread-zone': [{ type: 'spread', field: 'attribute:ecs.availability-zone' }],
  'spread-instance': [{ type: 'spread', field: 'instanceId' }],
  random: [{ type: 'random' }],
};

/** The placement of every service and workload instead of the scenario's; null keeps that. */
export interface PolicyChoice {
  readonly name: string;
  readonly strategy: readonly PlacementStrategy[] | null;
}

export const AS_WRITTEN: PolicyChoice = { name: 'as written', strategy: null };
export const POLICY_NAMES = Object.keys(STEPS);

/** Parses `binpack-memory,spread-zone+binpack-cpu` as strategies. Adds mistakes to the list. */
export function policiesOf(text: string, mistakes: string[]): PolicyChoice[] {
  const names = text.split(',').map((name) => name.trim());
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  for (const name of new Set(twice)) mistakes.push(`--policies: '${name}' is given twice`);
  return [...new Set(names)].map((name) => {
    const steps = name.split('+');
    const unknown = steps.filter((step) => !Object.hasOwn(STEPS, step));
    for (const step of unknown) mistakes.push(`--policies: there is no placement strategy '${step}'${instead(step, POLICY_NAMES)}`);
    return { name, strategy: steps.flatMap((step) => STEPS[step] ?? []) };
  });
}

export function withPolicy(setup: Setup, { strategy }: PolicyChoice): Setup {
  if (strategy === null) return setup;
  const placed = <T extends { readonly placementStrategy: readonly PlacementStrategy[] }>(work: T): T => ({
    ...work,
    placementStrategy: strategy,
  });
  const placement = { ...setup.placement, policy: null };
  return { ...setup, placement, services: setup.services.map(placed), workloads: setup.workloads.map(placed) };
}
