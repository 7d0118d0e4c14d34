import { groupScaling } from '../../scenario/groups/policies-schema.js';
import { imageCache } from '../../scenario/images/schema.js';
import { type Scenario, scenarioSchema } from '../../scenario/schema.js';
import { alarms } from '../../scenario/services/scheduler-schema.js';
import { quotas } from '../../scenario/settings/quotas-schema.js';
import { bootOf } from '../../scenario/settings/setup.js';
import { canonicalJson } from '../../scenario/text/canonical.js';
import { TARGET_DEFAULTS } from '../../services/load-balancing/target-settings.js';
import { pullRate } from '../../services/pulls/pull-settings.js';

export interface ChangedSetting {
  readonly path: string;
  readonly value: unknown;
  readonly standard: unknown;
}

/** The smallest scenario: everything else in it is a default. */
const LEAST = {
  name: 'least',
  duration: '1h',
  cluster: {},
  taskDefinitions: [{}],
  targetGroups: [{ name: 'least' }],
};

/** Keys of a scenario that are its own subject. */
const SUBJECTS = [
  '$schema name description seed duration region cluster taskDefinitions workloads services targetGroups instanceTypes',
  'customMetrics present incidents incident expect breaks variants',
].flatMap((line) => line.split(' '));

/** Returns settings of the model, the account and target groups that differ from the defaults. */
export function changedSettings(scenario: Scenario): ChangedSetting[] {
  const least = scenarioSchema.parse(LEAST);
  const boot = bootOf({ ...least, cluster: scenario.cluster });
  const serviceScheduler = { ...least.serviceScheduler, allUnhealthy: TARGET_DEFAULTS.allUnhealthy };
  const timings = { ...least.timings, instanceBoot: boot };
  const standard = modelOf({ ...least, ...usualImageCache(scenario), ...usualParts(scenario), serviceScheduler, timings });
  return [...changesOf(modelOf(scenario), standard, ''), ...ofTargetGroups(scenario, least)];
}

/** A completed scenario with images has all of `imageCache`; its rate follows from the volume. */
function usualImageCache({ imageCache: given }: Scenario): Pick<Scenario, 'imageCache'> {
  return given === undefined ? {} : { imageCache: { ...imageCache.parse({}), pullMibPerSecond: pullRate(given) } };
}

/** Parts that a completed scenario has where it needs them, and quotas that are listed, with their defaults. */
function usualParts(given: Scenario): Partial<Scenario> {
  return {
    ...(given.groupScaling && { groupScaling: groupScaling.parse({}) }),
    ...(given.alarms && { alarms: alarms.parse({}) }),
    ...(typeof given.quotas === 'object' && { quotas: quotas.parse({}) }),
  };
}

function modelOf(scenario: Scenario): Block {
  const { ami, accountSettings } = scenario.cluster;
  return { cluster: { ami, accountSettings }, ...without(scenario, SUBJECTS) };
}

function ofTargetGroups({ targetGroups }: Scenario, least: Scenario): ChangedSetting[] {
  const standard = without(least.targetGroups[0]!, ['name']);
  return targetGroups.flatMap((group) => changesOf(without(group, ['name']), standard, `targetGroups.${group.name}.`));
}

type Block = Readonly<Record<string, unknown>>;

function without(block: object, keys: readonly string[]): Block {
  return Object.fromEntries(Object.entries(block).filter(([key]) => !keys.includes(key)));
}

/** By path. A distribution is one setting, and so is a value whose default has no keys. */
function changesOf(block: Block, standard: Block, prefix: string): ChangedSetting[] {
  return Object.entries(block).flatMap(([key, value]): ChangedSetting[] => {
    const usual = standard[key];
    if (canonicalJson(value) === canonicalJson(usual)) return [];
    if (isBlock(value) && isBlock(usual) && !isDistribution(usual)) return changesOf(value, usual, `${prefix}${key}.`);
    return [{ path: prefix + key, value, standard: usual ?? null }];
  });
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDistribution(block: Block): boolean {
  return ['lognormal', 'uniform', 'exponential', 'empirical'].some((kind) => Object.hasOwn(block, kind));
}
