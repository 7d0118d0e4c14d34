import { hasGpus, type PackPolicy, type PackTried } from './result.js';

/** The metric that ranks policies: of a share more is better, of nodes fewer. */
export interface LeadMetric {
  readonly name: string;
  /** As it reads within a sentence. */
  readonly label: string;
  readonly unit: '%' | 'nodes';
}

/** Returns a number of nodes if every policy places every task with every seed, because shares in use are then equal; otherwise a share of the scarce resource. */
export function leadMetric(result: PackTried): LeadMetric {
  return nodesMetric(result) ?? shareMetric(result);
}

const NODES: readonly LeadMetric[] = [
  { name: 'leastFleetNodes', label: 'nodes in the least fleet that takes every task', unit: 'nodes' },
  { name: 'nodesInUseTimeAverage', label: 'nodes in use on average over time', unit: 'nodes' },
  { name: 'nodesInUseEnd', label: 'nodes in use in the end', unit: 'nodes' },
];

function nodesMetric({ policies }: PackTried): LeadMetric | undefined {
  const placesAll = ({ replays }: PackPolicy) => replays.every(({ arrived, placed }) => arrived > 0 && placed === arrived);
  if (!policies.every(placesAll)) return undefined;
  return NODES.find(({ name }) => policies.every(({ spreads }) => spreads[name] != null));
}

/** The share in use when demand for the whole fleet has arrived, or its mean over time. */
function shareMetric(result: PackTried): LeadMetric {
  const what = hasGpus(result) ? 'GPUs' : 'CPU';
  const kind = hasGpus(result) ? 'Gpu' : 'Cpu';
  if (result.identity.hasLifetimes)
    return { name: `${kind.toLowerCase()}PercentTimeAverage`, label: `${what} in use on average over time`, unit: '%' };
  const names = Object.keys(result.policies[0]?.spreads ?? {}).filter((name) => name.startsWith(`allocated${kind}Percent`));
  const isMeasured = (name: string) => result.policies.every(({ replays }) => replays.every(({ metrics }) => metrics[name] != null));
  const name = names.find((one) => one !== `allocated${kind}PercentEnd` && isMeasured(one)) ?? `allocated${kind}PercentEnd`;
  const at = /\d+$/.exec(name)?.[0];
  return { name, label: `${what} allocated ${at === undefined ? 'in the end' : `when ${at} % of the demand has arrived`}`, unit: '%' };
}

/** Sorts best first; equals in the order of the options. */
export function rankedBy(policies: readonly PackPolicy[], { name, unit }: LeadMetric): PackPolicy[] {
  const sign = unit === '%' ? -1 : 1;
  return policies.filter(({ spreads }) => spreads[name] != null).sort((a, b) => sign * (a.spreads[name]!.mean - b.spreads[name]!.mean));
}
