import { EXTERNAL } from '../../sim/cluster/external.js';
import type { InstanceTraits } from '../../sim/setup.js';
import type { GroupText, Scenario } from '../schema.js';
import { volumeDriverAttribute } from './attributes.js';
import type { InstanceTypeFacts } from './instance-types.js';

export type FixedText = Scenario['cluster']['containerInstances'][number];

/** The zone of instances outside AWS, which are in none of its zones. */
export const EXTERNAL_ZONE = 'external';

export function isExternal({ launchType }: FixedText): boolean {
  return launchType === 'EXTERNAL';
}

export function hasExternal({ cluster }: Scenario): boolean {
  return cluster.containerInstances.some(isExternal);
}

/** AWS's charge for an hour of an external instance, in every region ("Amazon ECS pricing", AWS Price List of AmazonECS). */
const ANYWHERE_USD_PER_HOUR = 0.01025;

/**
 * A unique name for the type of an external instance: it may have the size of an EC2 type, but has neither its price nor its network
 * interfaces (C.EXT-01).
 */
export function externalName({ instanceType, usdPerHour = ANYWHERE_USD_PER_HOUR }: FixedText): string {
  return usdPerHour === ANYWHERE_USD_PER_HOUR ? `${instanceType} (external)` : `${instanceType} (external, ${usdPerHour} USD/h)`;
}

export function externalType(fixed: FixedText, { pricePath: _, ...facts }: InstanceTypeFacts): InstanceTypeFacts {
  const nothing = { eniTasks: 0, eniTasksTrunk: 0, trunkSource: 'none' } as const;
  const { usdPerHour = ANYWHERE_USD_PER_HOUR } = fixed;
  const priceSource = fixed.usdPerHour === undefined ? 'AWS Price List, 2022-11-21' : 'given in the scenario';
  return { ...facts, ...nothing, name: externalName(fixed), usdPerHour, priceSource };
}

/** Attributes that instances report to ECS: their own, those of their volume drivers, and that they are external. */
export function traitsOf(text: FixedText | GroupText): InstanceTraits {
  const { attributes, agentVersion, volumeDrivers } = text;
  const drivers = (volumeDrivers ?? []).map((driver) => [volumeDriverAttribute(driver), null] as const);
  const external = 'launchType' in text && isExternal(text) ? [[EXTERNAL, null] as const] : [];
  return { attributes: { ...attributes, ...Object.fromEntries([...drivers, ...external]) }, agentVersion };
}
