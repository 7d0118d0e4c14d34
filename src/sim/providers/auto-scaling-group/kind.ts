import type { ProviderKind } from '../kind.js';

/** Auto Scaling groups that a user defines: `nth` is a place in `Setup.capacityProviders`. */
export const AUTO_SCALING_GROUP: ProviderKind = {
  label: 'Auto Scaling group',
  launchType: 'EC2',
  names: [],
  bringsCapacity: ({ capacityProviders }, nth) => capacityProviders[nth].managedScaling.isEnabled,
  serviceLaunchesPerMinute: ({ quotas }) => quotas.serviceLaunchesPerMinute,
  startThrottle: ({ deploymentAndHealth }) => deploymentAndHealth.throttle,
  settingsOf: ({ groups }) => groups,
  platform: null,
};
