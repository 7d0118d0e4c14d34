import { PROVIDER_KINDS } from '../../sim/providers/kinds.js';
import { ACCOUNT_PROVIDERS } from '../../sim/providers/of-setup.js';
import { kindNamed } from '../cluster/providers.js';
import { type Context, checkUniqueIn } from '../context.js';
import type { StrategyText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { instead } from '../text/suggest.js';

/** Providers per strategy: 6 in the guide of 2024 (C.CAP-04), 20 today. */
const PROVIDERS_MAX = { current: 20, 'guide-2024': 6 } as const;

/** Checks the rules of a capacity provider strategy (C.CAP-04, C.CAP-05, C.CAP-08, C.CAP-09, C.CAP-12). */
export function checkStrategy(context: Context, path: Path, items: StrategyText): void {
  const { awsBehaviour } = context.scenario;
  const max = PROVIDERS_MAX[awsBehaviour];
  if (items.length > max) context.error(path, `has ${items.length} capacity providers: at most ${max} (awsBehaviour: ${awsBehaviour})`);
  checkUniqueIn(context, path, items, 'capacityProvider');
  items.forEach(({ capacityProvider }, i) => {
    checkAssociated(context, [...path, i, 'capacityProvider'], capacityProvider);
  });
  const based = items.flatMap((item, i) => (item.base > 0 ? [i] : []));
  for (const i of based.slice(1))
    context.error(
      [...path, i, 'base'],
      `${items[based[0]!]!.capacityProvider} has a base already: only one provider of a strategy may have one`,
    );
  if (items.length > 1 && items.every((item) => item.weight === 0))
    context.error(
      path,
      'every weight is 0, so no provider would take a task: give at least one of them a weight above 0 (the default is 0)',
    );
  checkKinds(context, path, items);
}

function checkAssociated(context: Context, path: Path, name: string): void {
  const providers = context.names.capacityProviders;
  const isListMisspelt = providers.length === 0 && context.isReported(['cluster', 'capacityProviders']);
  if (providers.includes(name) || isListMisspelt) return;
  if (ACCOUNT_PROVIDERS.includes(name))
    context.error(path, `${name} is not associated with the cluster: list it under cluster.capacityProviders`);
  else context.error(path, `there is no capacity provider ${JSON.stringify(name)} in the cluster${instead(name, providers)}`);
}

function checkKinds(context: Context, path: Path, items: StrategyText): void {
  const found = new Set(items.map(({ capacityProvider }) => kindNamed(capacityProvider)));
  if (found.size < 2) return;
  // Predefined providers come first.
  const labels = Object.entries(PROVIDER_KINDS).flatMap(([kind, { label }]) => (found.has(kind) ? [label] : []));
  context.error(path, `mixes ${labels.reverse().join(' and ')} providers: a strategy holds only one kind`);
}
