import { ALGORITHMS, isModulePath } from '../../placement/algorithms/registry.js';
import type { PlacementStrategy } from '../../placement/view.js';
import { policiesOf } from '../../run/policies.js';
import type { Policy } from '../../run/policy-module.js';
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

/** The placement of every service and workload instead of the scenario's: a strategy, or an algorithm; without both the scenario's own. */
export interface PolicyChoice {
  readonly name: string;
  readonly strategy: readonly PlacementStrategy[] | null;
  readonly algorithm: Policy | null;
}

export const AS_WRITTEN: PolicyChoice = { name: 'as written', strategy: null, algorithm: null };
export const STRATEGY_NAMES = Object.keys(STEPS);

/** Parses `binpack-memory,spread-zone+binpack-cpu,best-fit,./mine.ts`: strategies, algorithms and modules. Adds mistakes to the list. */
export async function policyChoices(text: string, mistakes: string[]): Promise<PolicyChoice[]> {
  const names = text.split(',').map((name) => name.trim());
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  for (const name of new Set(twice)) mistakes.push(`--policies: '${name}' is given twice`);
  const choices: PolicyChoice[] = [];
  for (const name of new Set(names)) {
    const strategy = isModulePath(name) ? null : strategyOf(name);
    if (strategy !== null) choices.push({ name, strategy, algorithm: null });
    else if (isModulePath(name) || ALGORITHMS.has(name)) {
      const [algorithm] = await policiesOf([name], mistakes, { isOnline: true });
      if (algorithm !== undefined) choices.push({ name: algorithm.name, strategy: null, algorithm });
    } else mistakes.push(...unknownSteps(name));
  }
  return choices;
}

function strategyOf(name: string): readonly PlacementStrategy[] | null {
  const steps = name.split('+');
  return steps.every((step) => Object.hasOwn(STEPS, step)) ? steps.flatMap((step) => STEPS[step]!) : null;
}

function unknownSteps(name: string): string[] {
  const known = name.includes('+') ? STRATEGY_NAMES : [...STRATEGY_NAMES, ...ALGORITHMS.keys()];
  const what = name.includes('+') ? 'placement strategy' : 'placement strategy or algorithm';
  const steps = name.split('+').filter((step) => !Object.hasOwn(STEPS, step));
  return steps.map((step) => `--policies: there is no ${what} '${step}'${instead(step, known)}`);
}

export function withPolicy(setup: Setup, { name, strategy, algorithm }: PolicyChoice): Setup {
  if (algorithm !== null) return { ...setup, placement: { ...setup.placement, policy: name } };
  if (strategy === null) return setup;
  const placed = <T extends { readonly placementStrategy: readonly PlacementStrategy[] }>(work: T): T => ({
    ...work,
    placementStrategy: strategy,
  });
  const placement = { ...setup.placement, policy: null };
  return { ...setup, placement, services: setup.services.map(placed), workloads: setup.workloads.map(placed) };
}
