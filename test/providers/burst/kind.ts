import { OnDemand } from '../../../src/autoscaling/group/purchase.js';
import { constantTariff, tariffFor } from '../../../src/billing/tariff.js';
import type { ProviderKind } from '../../../src/sim/providers/kind.js';
import { BurstState } from './state.js';
import { BurstTasks } from './tasks.js';

const NOTHING = constantTariff(0n);

/** A kind that AWS does not have: a provider BURST that starts tasks at once, so many in each zone, for 1 USD a vCPU-hour. */
export const BURST: ProviderKind = {
  label: 'Burst',
  launchType: 'BURST',
  names: ['BURST'],
  bringsCapacity: () => true,
  serviceLaunchesPerMinute: () => null,
  startThrottle: ({ deploymentAndHealth }) => deploymentAndHealth.throttle,
  settingsOf: () => null,
  platform: {
    makeState: (parts) => new BurstState(parts),
    makeTasks: (ports, state) => new BurstTasks(ports, state as BurstState),
    purchaseOf: () => OnDemand,
    vcpusMax: () => null,
    hasVersions: false,
    hasSavingsPlans: false,
    pricesOf: ({ cpuUnits }) => {
      const billed = { compute: tariffFor(cpuUnits, 1), extras: NOTHING };
      return { billed, onDemand: billed };
    },
    billedUntil: ({ endMs }) => endMs,
  },
};
