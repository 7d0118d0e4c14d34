import { listedProviders } from '../scenario/cluster/providers.js';
import { TaskState } from '../services/task-states.js';
import { type Moment, registeredRows, slotsOf, TAG, tagsOf } from './moment.js';

export function describeClusters(moment: Moment): object {
  const { scenario, world, names } = moment;
  const { tasks, fleet, setup } = world;
  const slots = slotsOf(world).filter((slot) => tasks.cause[slot] === 0 && tasks.isHeld[slot] === 0);
  const running = slots.filter((slot) => tasks.state[slot] === TaskState.RUNNING).length;
  return {
    clusters: [
      {
        clusterArn: names.cluster,
        clusterName: names.cluster.replace(/^.*\//, ''),
        status: 'ACTIVE',
        registeredContainerInstancesCount: registeredRows(world).length,
        runningTasksCount: running,
        pendingTasksCount: slots.length - running,
        activeServicesCount: scenario.services.length,
        statistics: [],
        tags: tagsOf({ [TAG.seed]: setup.seed, [TAG.nextInstance]: fleet.launched, [TAG.nextTask]: tasks.requested }),
        settings: [],
        capacityProviders: listedProviders(scenario).map(({ name }) => name),
        defaultCapacityProviderStrategy: scenario.cluster.defaultCapacityProviderStrategy ?? [],
      },
    ],
    failures: [],
  };
}

/** list-account-settings: awsvpcTrunking decides which instances get a trunk. */
export function accountSettings({ scenario, world, names }: Moment): object {
  const { awsvpcTrunking, awsvpcTrunkingFrom } = scenario.cluster.accountSettings;
  const isOn = awsvpcTrunking === 'enabled' && (awsvpcTrunkingFrom === undefined || trunksNow(world));
  return {
    settings: [{ name: 'awsvpcTrunking', value: isOn ? 'enabled' : 'disabled', principalArn: `arn:aws:iam::${names.account}:root` }],
  };
}

function trunksNow({ setup, loop }: Moment['world']): boolean {
  return setup.capacityProviders.some(({ trunkFromMs }) => trunkFromMs !== null && trunkFromMs <= loop.nowMs);
}
