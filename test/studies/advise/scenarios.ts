import { loadScenario } from '../../../src/scenario/load-scenario.js';
import type { Assignment } from '../../../src/scenario/text/set-path.js';
import { stepText } from '../../../src/studies/advise/change-steps.js';
import { ideasOf } from '../../../src/studies/advise/ideas/ideas.js';
import type { NotTried } from '../../../src/studies/advise/result.js';
import { type Idea, isWhatIf, type WhatIf } from '../../../src/studies/advise/what-if.js';

/** Two services on one group of two m5.large, which tasks of 512 CPU units and 1 GiB fill. */
export const PLAIN = {
  name: 'plain',
  duration: '2h',
  cluster: {
    capacityProviders: [
      {
        name: 'workers',
        autoScalingGroupProvider: { managedScaling: { status: 'ENABLED', targetCapacity: 90, instanceWarmupPeriod: 60 } },
        autoScalingGroup: { instanceTypes: ['m5.large'], minSize: 2, maxSize: 9 },
      },
    ],
    defaultCapacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }],
  },
  taskDefinitions: [
    {
      family: 'web',
      networkMode: 'awsvpc',
      cpu: '512',
      memory: '1024',
      containerDefinitions: [{ name: 'web', image: 'web', memory: 512 }],
    },
    { family: 'old', containerDefinitions: [{ name: 'old', image: 'old', cpu: 256, memory: 512 }] },
  ],
  services: [
    { serviceName: 'web', taskDefinition: 'web', desiredCount: 4 },
    { serviceName: 'old', taskDefinition: 'old', desiredCount: 2, placementStrategy: [{ type: 'binpack', field: 'memory' }] },
  ],
};

function load(scenario: object, set: readonly Assignment[] = []) {
  return loadScenario(JSON.stringify(scenario), { file: 'plain.json', read: () => undefined, set });
}

const known = new WeakMap<object, Idea[]>();

export function ideas(scenario: object = PLAIN): Idea[] {
  const found = known.get(scenario) ?? ideasIn(scenario);
  known.set(scenario, found);
  return found;
}

function ideasIn(scenario: object): Idea[] {
  const loaded = load(scenario);
  if (loaded.errors !== undefined) throw new Error(loaded.errors.map(({ message }) => message).join('\n'));
  const trial = ({ set }: Pick<WhatIf, 'set'>) => load(scenario, set).errors?.[0]?.message ?? null;
  return ideasOf(loaded, trial);
}

export function whatIf(id: string, scenario: object = PLAIN): WhatIf {
  const found = ideas(scenario).find((idea) => isWhatIf(idea) && idea.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found as WhatIf;
}

/** The commands and comments of a what-if, as a user gets them. */
export function changeLines(id: string, scenario: object = PLAIN): string[] {
  return whatIf(id, scenario).change.map(stepText);
}

export function notTried(kind: Idea['kind'], scenario: object = PLAIN): NotTried[] {
  return ideas(scenario).filter((idea): idea is NotTried => idea.kind === kind && !isWhatIf(idea));
}

/** The scenario that a what-if makes of another, with its defaults. */
export function changed(id: string, scenario: object = PLAIN) {
  const loaded = load(scenario, whatIf(id, scenario).set);
  if (loaded.errors !== undefined) throw new Error(loaded.errors.map(({ message }) => message).join('\n'));
  return loaded;
}
