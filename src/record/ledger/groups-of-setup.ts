import type { Setup } from '../../sim/setup.js';
import { GroupAccount } from './group.js';
import { PlatformUse } from './platforms/platform-use.js';
import { platformProviders } from './platforms/platforms.js';

/** One group per capacity provider, those without instances last if they are used, then one for the instances outside any. */
export function groupsOf(setup: Setup): GroupAccount[] {
  return [
    ...setup.capacityProviders.map(
      ({ name, managedScaling: { isEnabled, targetPercent }, minSize, initialSize }) =>
        new GroupAccount(name, isEnabled ? targetPercent : null, Math.max(minSize, initialSize)),
    ),
    ...platformProviders(setup).map(({ name }) => new GroupAccount(name, null, 0, new PlatformUse())),
    new GroupAccount('', null, 0),
  ];
}
