import { listInstanceTypes } from '../../../catalog/instance-types.js';
import { isMissing } from '../../../catalog/missing.js';
import { ALGORITHMS } from '../../../placement/algorithms/registry.js';
import { typesOf } from '../../../scenario/groups/setup.js';
import { adviceOf } from '../../../scenario/market/known-pools.js';
import type { GroupText, Scenario } from '../../../scenario/schema.js';
import { itemName } from '../../../scenario/text/item-names.js';
import type { Path } from '../../../scenario/text/problem.js';
import { valueAt } from '../../../scenario/text/valid-parts.js';
import { flowText } from '../editing/change.js';
import { schemasAt } from '../editing/json-schema.js';
import type { Choice, Setting, SettingKey, Slider } from './setting.js';

/** A slider reaches to twice its value, if the value is at most this many times the usual end. */
const USUAL_TIMES = 20;
/** More sliders than this do not help; the editor has all settings. */
const PER_KEY_MAX = 6;

/** The settings that a scenario offers to try, with their present values. `written` is the text as data, `scenario` has the defaults. */
export function settingsOf(scenario: Scenario, written: unknown): Setting[] {
  return OFFERS.flatMap((offer) =>
    placesOf(scenario, offer.path, [])
      .slice(0, PER_KEY_MAX)
      .flatMap((path) => settingAt({ scenario, written }, offer, path)),
  );
}

interface Trees {
  readonly scenario: Scenario;
  readonly written: unknown;
}

function placesOf(node: unknown, [step, ...rest]: readonly string[], before: Path): Path[] {
  if (step === undefined) return [before];
  if (step !== '*') return placesOf(childOf(node, step), rest, [...before, /^\d+$/.test(step) ? Number(step) : step]);
  if (!Array.isArray(node)) return [];
  return node.flatMap((item, i) => placesOf(item, rest, [...before, i]));
}

function childOf(node: unknown, key: string): unknown {
  return typeof node === 'object' && node !== null && Object.hasOwn(node, key) ? (node as Record<string, unknown>)[key] : undefined;
}

function settingAt(trees: Trees, offer: Offer, path: Path): Setting[] {
  const [kind = {}] = schemasAt(path);
  const common = { key: offer.key, path, owner: ownerOf(trees.scenario, path), about: kind.description ?? '' };
  const found = DRAWS[offer.draw](trees, offer, common);
  return found === null ? [] : [found];
}

type Draw = (trees: Trees, offer: Offer, common: Pick<Setting, 'key' | 'path' | 'owner' | 'about'>) => Setting | null;

const DRAWS: Readonly<Record<Offer['draw'], Draw>> = {
  whole: ({ scenario, written }, { usualMax, unit = '', notAbove = [], notBelow = [], least = 0 }, common) => {
    const value = valueAt(scenario, common.path);
    if (typeof value !== 'number' || !isOffered(written, common.path, common.key)) return null;
    const [{ minimum = 0, maximum = Number.POSITIVE_INFINITY } = {}] = schemasAt(common.path);
    // A default far above all use, such as 10,000 instances a step, is shown beside the slider and does not stretch it.
    const isUsual = usualMax === undefined || value <= USUAL_TIMES * usualMax;
    const max = Math.min(maximum, Math.max(usualMax ?? maximum, isUsual ? 2 * value : 0), ...beside(written, common.path, notAbove));
    const min = Math.max(minimum, least, ...beside(written, common.path, notBelow));
    return { ...common, kind: 'slider', value, min, max, unit, isInverse: false } satisfies Slider;
  },
  rate: ({ scenario }, { notBelow = [] }, common) => {
    const rate = rateAt(scenario, common.path);
    if (rate === null) return null;
    const { value, unit } = rate;
    const others = notBelow.flatMap((key) => rateAt(scenario, [...common.path.slice(0, -1), key]) ?? []);
    const min = Math.max(1, ...others.map((other) => Math.ceil((other.value * SECONDS[unit]!) / SECONDS[other.unit]!)));
    return { ...common, kind: 'slider', value, min, max: Math.max(10, 4 * value), unit, isInverse: false } satisfies Slider;
  },
  spotShare: ({ scenario }, { unit = '' }, common) => {
    const group = valueAt(scenario, common.path.slice(0, 4));
    // EC2 takes no Spot in a group with a warm pool (A.ASG-15).
    if (group === undefined || (group as { readonly warmPool?: unknown }).warmPool !== undefined) return null;
    const onDemand = valueAt(scenario, common.path) ?? 100;
    // Of some types in some Regions the catalogue knows no Spot price: a share of Spot would be a mistake.
    const isUnknown = typesOf(group as NonNullable<GroupText>).some((name) => isMissing(adviceOf(name, scenario)));
    if (onDemand === 100 && isUnknown) return null;
    return { ...common, kind: 'slider', value: 100 - Number(onDemand), min: 0, max: 100, unit, isInverse: true } satisfies Slider;
  },
  type: ({ scenario, written }, _, common) => {
    const types = valueAt(scenario, common.path.slice(0, -1));
    const isOwn = scenario.instanceTypes.length > 0;
    if (!Array.isArray(types) || types.length !== 1 || isOwn || valueAt(written, common.path) === undefined) return null;
    return { ...common, kind: 'choice', value: String(types[0]), options: typeOptions(String(types[0])) };
  },
  strategy: ({ scenario }, _, common) => {
    const owner = valueAt(scenario, common.path.slice(0, -1));
    if (owner === undefined || (owner as { schedulingStrategy?: unknown }).schedulingStrategy === 'DAEMON') return null;
    const now = valueAt(scenario, common.path) ?? [];
    const own = strategyText(now);
    const options = STRATEGIES.some((strategy) => strategyText(strategy) === own) ? STRATEGIES : [now, ...STRATEGIES];
    const choices = options.map((write) => ({ text: strategyText(write), write, group: '' }));
    return choice(common, own, choices);
  },
  algorithm: ({ scenario }, _, common) => {
    const own = scenario.placement.policy;
    const online = [...ALGORITHMS].flatMap(([name, { isOffline }]) => (isOffline ? [] : [name]));
    const choices = ['', ...online].map((text) => ({ text, write: text === '' ? null : text, group: '' }));
    return choice(common, own ?? '', choices);
  },
};

const SECONDS: Readonly<Record<string, number>> = { '/s': 1, '/m': 60, '/h': 3_600, '/d': 86_400, '/w': 604_800 };

function rateAt(scenario: Scenario, path: Path): { readonly value: number; readonly unit: string } | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(\/[smhdw])$/.exec(String(valueAt(scenario, path) ?? '')) ?? [];
  return number === undefined ? null : { value: Number(number), unit };
}

/** The numbers written under other keys of the same map. */
function beside(written: unknown, path: Path, keys: readonly string[]): number[] {
  return keys.map((key) => valueAt(written, [...path.slice(0, -1), key])).filter((value) => typeof value === 'number');
}

function choice(common: Pick<Setting, 'key' | 'path' | 'owner' | 'about'>, value: string, options: Choice['options']): Choice {
  return { ...common, kind: 'choice', value, options };
}

/** A desired count, a count of tasks and percents of deployments are offered where the scenario writes them. */
function isOffered(written: unknown, path: Path, key: Setting['key']): boolean {
  const onlyWritten: readonly Setting['key'][] = ['desiredCount', 'count', 'minimumHealthyPercent', 'maximumPercent', 'arrivalSize'];
  return !onlyWritten.includes(key) || valueAt(written, path) !== undefined;
}

function ownerOf(scenario: Scenario, path: Path): string {
  const index = path.findIndex((step) => typeof step === 'number');
  return index < 0 ? '' : (itemName(valueAt(scenario, path.slice(0, index + 1))) ?? '');
}

const STRATEGIES: readonly unknown[] = [
  [{ type: 'binpack', field: 'memory' }],
  [{ type: 'binpack', field: 'cpu' }],
  [{ type: 'spread', field: 'instanceId' }],
  [{ type: 'spread', field: 'attribute:ecs.availability-zone' }],
  [
    { type: 'spread', field: 'attribute:ecs.availability-zone' },
    { type: 'binpack', field: 'memory' },
  ],
  [
    { type: 'spread', field: 'attribute:ecs.availability-zone' },
    { type: 'spread', field: 'instanceId' },
  ],
  [{ type: 'random' }],
];

function strategyText(strategy: unknown): string {
  if (!Array.isArray(strategy)) return flowText(strategy);
  return strategy
    .map(
      ({ type, field }: { readonly type: string; readonly field?: string }) =>
        `${type}${field === undefined ? '' : `(${field.replace('attribute:ecs.availability-zone', 'zone')})`}`,
    )
    .join(', ');
}

/** Families that most clusters are made of, beside the one in use. */
const USUAL = ['m5', 'm6i', 'm7i', 'm6g', 'm7g', 'c5', 'c6i', 'c7i', 'c7g', 'r5', 'r6i', 'r7i', 'r7g', 't3'];

function typeOptions(now: string): Choice['options'] {
  const all = listInstanceTypes();
  const own = all.find(({ name }) => name === now);
  const families = [...new Set([...(own === undefined ? [] : [own.family]), ...USUAL])];
  const options = families.flatMap((family) =>
    all
      .filter((type) => type.family === family && !type.isBareMetal && (own === undefined || type.architecture === own.architecture))
      .map(({ name }) => ({ text: name, write: name, group: family })),
  );
  return options.some(({ text }) => text === now) ? options : [{ text: now, write: now, group: '' }, ...options];
}

/** A setting that people try first: where it is in a scenario, and how its slider is drawn. `*` stands for each item of a list. */
interface Offer {
  readonly key: SettingKey;
  readonly path: readonly string[];
  /** `type` one instance type, `strategy` a placement strategy, `algorithm` one of the registry, `rate` a number with its unit of time. */
  readonly draw: 'whole' | 'type' | 'strategy' | 'algorithm' | 'rate' | 'spotShare';
  /** The slider ends here unless the schema ends earlier or the value is above it: most people never need more. */
  readonly usualMax?: number;
  /** Keys beside it: a value above or below theirs would be a mistake, so its slider ends there. */
  readonly notAbove?: readonly string[];
  readonly notBelow?: readonly string[];
  /** The slider begins here, where the schema would allow less. */
  readonly least?: number;
  readonly unit?: string;
}

const PROVIDER = ['cluster', 'capacityProviders', '*'];
const SCALING = [...PROVIDER, 'autoScalingGroupProvider', 'managedScaling'];
const GROUP = [...PROVIDER, 'autoScalingGroup'];
const SERVICE = ['services', '*'];
const WORKLOAD = ['workloads', '*'];

const OFFERS: readonly Offer[] = [
  { key: 'targetCapacity', path: [...SCALING, 'targetCapacity'], draw: 'whole', unit: '%' },
  {
    key: 'minimumScalingStepSize',
    path: [...SCALING, 'minimumScalingStepSize'],
    draw: 'whole',
    usualMax: 20,
    notAbove: ['maximumScalingStepSize'],
  },
  {
    key: 'maximumScalingStepSize',
    path: [...SCALING, 'maximumScalingStepSize'],
    draw: 'whole',
    usualMax: 50,
    notBelow: ['minimumScalingStepSize'],
  },
  { key: 'instanceWarmupPeriod', path: [...SCALING, 'instanceWarmupPeriod'], draw: 'whole', usualMax: 900, unit: 's' },
  { key: 'instanceType', path: [...GROUP, 'instanceTypes', '0'], draw: 'type' },
  {
    key: 'spotShare',
    path: [...GROUP, 'mixedInstancesPolicy', 'instancesDistribution', 'onDemandPercentageAboveBaseCapacity'],
    draw: 'spotShare',
    unit: '%',
  },
  { key: 'minSize', path: [...GROUP, 'minSize'], draw: 'whole', usualMax: 20, notAbove: ['desiredCapacity', 'maxSize'] },
  { key: 'maxSize', path: [...GROUP, 'maxSize'], draw: 'whole', usualMax: 60, notBelow: ['minSize', 'desiredCapacity'], least: 1 },
  { key: 'desiredCount', path: [...SERVICE, 'desiredCount'], draw: 'whole', usualMax: 20 },
  { key: 'loadRate', path: [...SERVICE, 'load', 'arrivals', 'rate'], draw: 'rate' },
  { key: 'loadPeak', path: [...SERVICE, 'load', 'arrivals', 'peak'], draw: 'rate', notBelow: ['trough'] },
  { key: 'placementStrategy', path: [...SERVICE, 'placementStrategy'], draw: 'strategy' },
  { key: 'minimumHealthyPercent', path: [...SERVICE, 'deploymentConfiguration', 'minimumHealthyPercent'], draw: 'whole', unit: '%' },
  { key: 'maximumPercent', path: [...SERVICE, 'deploymentConfiguration', 'maximumPercent'], draw: 'whole', usualMax: 300, unit: '%' },
  { key: 'count', path: [...WORKLOAD, 'count'], draw: 'whole', usualMax: 100 },
  { key: 'arrivalRate', path: [...WORKLOAD, 'arrivals', 'rate'], draw: 'rate' },
  { key: 'arrivalPeak', path: [...WORKLOAD, 'arrivals', 'peak'], draw: 'rate', notBelow: ['trough'] },
  { key: 'arrivalSize', path: [...WORKLOAD, 'arrivals', 'size'], draw: 'whole', usualMax: 50 },
  { key: 'placementStrategy', path: [...WORKLOAD, 'placementStrategy'], draw: 'strategy' },
  { key: 'algorithm', path: ['placement', 'policy'], draw: 'algorithm' },
  { key: 'seed', path: ['seed'], draw: 'whole', usualMax: 100 },
];
