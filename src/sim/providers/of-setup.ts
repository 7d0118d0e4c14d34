import type { Capacity } from '../capacity.js';
import type { ProviderSpec, Setup } from '../setup.js';
import type { ProviderKind } from './kind.js';
import { PROVIDER_KINDS } from './kinds.js';

const OF_INSTANCES = 'autoScalingGroup';

type WithProviders = Pick<Setup, 'providers'>;

/**
 * Returns the kind of a provider, by its number. Tasks of launch type EC2 or EXTERNAL (-1) run on container instances, as those of groups
 * do.
 */
export function kindOf({ providers }: WithProviders, provider: number): ProviderKind {
  return PROVIDER_KINDS[provider < 0 ? OF_INSTANCES : providers[provider].kind];
}

/** Returns the kind on which the tasks of a service or workload run; all providers of a strategy are of one kind (C.CAP-09). */
export function kindFor({ capacity }: { readonly capacity: Capacity }, setup: WithProviders): ProviderKind {
  return kindOf(setup, capacity.kind === 'strategy' ? capacity.items[0].provider : -1);
}

/** Returns the providers of a cluster with these groups, by their numbers: the groups, then those that every account has. */
export function providersOf(groups: readonly { readonly name: string }[]): ProviderSpec[] {
  const ofAccount = Object.entries(PROVIDER_KINDS).flatMap(([kind, { names }]) => names.map((name, nth) => ({ name, kind, nth })));
  return [...groups.map(({ name }, nth) => ({ name, kind: OF_INSTANCES, nth })), ...ofAccount];
}

/** Names of the capacity providers that every account has; a cluster only lists them. */
export const ACCOUNT_PROVIDERS: readonly string[] = Object.values(PROVIDER_KINDS).flatMap(({ names }) => names);
