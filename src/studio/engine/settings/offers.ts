import type { SettingKey } from './setting.js';

/** A setting that people try first: where it is in a scenario, and how its slider is drawn. `*` stands for each item of a list. */
export interface Offer {
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

export const OFFERS: readonly Offer[] = [
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
