import { groupProviders } from '../../../scenario/cluster/providers.js';
import { kindFor } from '../../../sim/providers/of-setup.js';
import type { Setup } from '../../../sim/setup.js';
import { type Advised, type Idea, isWhatIf } from '../what-if.js';
import { fewerProviderIdeas, groupIdeas, trunkingIdeas } from './capacity.js';
import { fargateIdeas, packingIdeas, type Trial } from './placement.js';
import { typeIdeas } from './types.js';

/**
 * Returns every what-if of the fixed list: those that apply, and the others with the reason. A change that makes the scenario invalid is no
 * what-if.
 */
export function ideasOf({ scenario, setup }: Advised, trial: Trial): Idea[] {
  const groups = groupProviders(scenario).length > 0;
  const ideas: Idea[] = [
    ...(groups ? [...typeIdeas({ scenario, setup }), ...groupIdeas(scenario)] : withoutGroups()),
    ...packingIdeas(scenario, setup.placement.policy !== null),
    ...fargateIdeas(scenario, trial),
    ...trunkingIdeas(scenario, hasAwsvpcTasks(setup)),
    ...fewerProviderIdeas(scenario),
  ];
  return ideas.map((idea): Idea => {
    if (!isWhatIf(idea)) return idea;
    const why = trial(idea);
    return why === null ? idea : { kind: idea.kind, title: idea.title, why };
  });
}

function withoutGroups(): Idea[] {
  const why = 'the cluster has no capacity provider of an Auto Scaling group';
  return [
    { kind: 'type', title: 'other instance types', why },
    { kind: 'generation', title: 'the next generation', why },
    { kind: 'family', title: 'other families', why },
    { kind: 'targetCapacity', title: 'another target capacity', why },
    { kind: 'warmUp', title: 'another warm-up', why },
    { kind: 'spot', title: 'Spot Instances', why },
  ];
}

/** Tasks without an instance have an interface of their platform. */
function hasAwsvpcTasks(setup: Setup): boolean {
  return [...setup.services, ...setup.workloads].some(
    (work) => kindFor(work, setup).platform === null && setup.taskDefinitions[work.taskDefinition]!.eni > 0,
  );
}
