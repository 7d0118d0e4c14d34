import { type FitOptions, fitType, needsOf } from '../../../catalog/fits.js';
import { type CatalogType, listInstanceTypes } from '../../../catalog/instance-types.js';
import type { Scenario } from '../../../scenario/schema.js';
import type { TaskDefinitionSpec } from '../../../sim/setup.js';
import type { Advised } from '../what-if.js';
import { partsOf } from './generations.js';

/** Families tried of each architecture, the cheapest by price per task-hour. */
const TRIED: Readonly<Record<CatalogType['architecture'], number>> = { x86_64: 4, arm64: 2 };
/** Burstable types do not give all of their CPU all of the time, and credits are not modelled. */
const IS_BURSTABLE = /^t\d/;

export interface OtherFamilies {
  /** One type a family, the cheapest first. */
  readonly tried: readonly CatalogType[];
  /** How many more families fit. */
  readonly more: number;
}

/**
 * Returns types of other current families that fit every task, with half to twice the vCPUs of the group's type: one type a family, and the
 * cheapest few families. They are ordered by the price of a task-hour on a full instance, relative to the group's type, in the mean over the
 * task definitions. This estimate only selects the what-ifs that are run.
 */
export function otherFamilies({ scenario, setup }: Advised, current: CatalogType, without: ReadonlySet<string>): OtherFamilies {
  const options = fitOptions(scenario);
  const priceOf = (type: CatalogType, task: TaskDefinitionSpec): number | null => {
    const fit = fitType(type, { ...needsOf(task), architecture: type.architecture }, options);
    return typeof fit === 'string' ? null : fit.usdPerTaskHour;
  };
  const now = setup.taskDefinitions.map((task) => priceOf(current, task));
  const best = new Map<string, { readonly type: CatalogType; readonly price: number }>();
  for (const type of listInstanceTypes()) {
    if (without.has(type.family) || !isLike(type, current)) continue;
    const shares = setup.taskDefinitions.map((task, i) => {
      const [price, before] = [priceOf(type, task), now[i]!];
      return price === null ? Number.POSITIVE_INFINITY : price / (before ?? 1);
    });
    const price = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    if (Number.isFinite(price) && price < (best.get(type.family)?.price ?? Number.POSITIVE_INFINITY))
      best.set(type.family, { type, price });
  }
  const ranked = [...best.values()].sort((a, b) => a.price - b.price).map(({ type }) => type);
  const tried = ranked.filter(
    (type) => ranked.filter(({ architecture }) => architecture === type.architecture).indexOf(type) < TRIED[type.architecture],
  );
  return { tried, more: ranked.length - tried.length };
}

function isLike(type: CatalogType, current: CatalogType): boolean {
  return (
    type.isCurrentGeneration &&
    !type.isBareMetal &&
    !type.isMac &&
    type.gpus === current.gpus &&
    type.accelerators === null &&
    type.vcpus >= current.vcpus / 2 &&
    type.vcpus <= current.vcpus * 2 &&
    (!IS_BURSTABLE.test(type.family) || IS_BURSTABLE.test(current.family)) &&
    ['', optionsOf(current)].includes(optionsOf(type))
  );
}

/** The letters after the generation, such as `d` (local disks), `n` (more network bandwidth) or `-flex` (a share of the CPU). */
function optionsOf({ family }: CatalogType): string | undefined {
  return partsOf(family)?.rest;
}

function fitOptions({ region, cluster }: Scenario): FitOptions {
  const { awsvpcTrunking, trunkLimits } = cluster.accountSettings;
  return { region, ami: cluster.ami, trunking: awsvpcTrunking === 'enabled', trunkLimits };
}
