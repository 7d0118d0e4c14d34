import type { OperatingSystem } from '../../catalog/registered.js';

/** Attributes of a container instance by name; null for one without a value. */
export type Attributes = Record<string, string | null>;

/** Built-in attributes that must come from the user: nothing else in a scenario determines them (S.ATTR-1, S.ATTR-2). */
export const GIVEN_ATTRIBUTES = ['ecs.ami-id', 'ecs.vpc-id', 'ecs.subnet-id', 'ecs.outpost-arn', 'ecs.os-family'] as const;

/** Built-in attributes that follow from other settings, with these settings. */
const DERIVED_ATTRIBUTES: Readonly<Record<string, string>> = {
  'ecs.availability-zone': 'availabilityZones',
  'ecs.instance-type': 'the instance type',
  'ecs.os-type': 'the ami, or the operatingSystem of an instance type of your own',
  'ecs.cpu-architecture': 'the instance type',
  'ecs.awsvpc-trunk-id': 'cluster.accountSettings.awsvpcTrunking',
};
const CAPABILITY = /^(com\.amazonaws\.)?ecs\.capability\./;

/** T.STOR-6 */
export function volumeDriverAttribute(driver: string): string {
  return `ecs.capability.docker-plugin.${driver}`;
}

/** The settings from which a built-in attribute follows, so that users cannot set it; undefined for one that they can set. */
export function originOfAttribute(name: string): string | undefined {
  if (CAPABILITY.test(name)) return 'the instance type and the container agent, which reports the capabilities';
  return Object.hasOwn(DERIVED_ATTRIBUTES, name) ? DERIVED_ATTRIBUTES[name] : undefined;
}

/** S.ATTR-3 */
export const ATTRIBUTE_NAME = /^[A-Za-z0-9\-_/\\.]{1,128}$/;
export const ATTRIBUTE_VALUE = /^(?! )[A-Za-z0-9\-_.@/\\: ]{1,128}(?<! )$/;

/** S.ATTR-1: values of `ecs.os-family`. The catalogue's Windows AMI is that of Windows Server 2022. */
export const OS_FAMILY: Readonly<Record<OperatingSystem, RegExp>> = {
  linux: /^LINUX$/,
  windows: /^WINDOWS_SERVER_[A-Z0-9]+_(FULL|CORE)$/,
};
const OS_FAMILY_DEFAULT: Readonly<Record<OperatingSystem, string>> = { linux: 'LINUX', windows: 'WINDOWS_SERVER_2022_FULL' };

/** Default version of the container agent: the release of 23 July 2025 (github.com/aws/amazon-ecs-agent, v1.97.0). */
export const AGENT_VERSION = '1.97.0';

/** Attributes that a group or fixed instances declare, and the settings from which others follow. */
export interface AttributeSource {
  readonly attributes: Attributes;
  readonly operatingSystem: OperatingSystem;
  readonly zones: readonly string[];
  /** Subnet id to zone, of the cluster. */
  readonly subnets: Readonly<Record<string, string>>;
}

/** Attributes with defaults: the operating system's family, and the subnet if only one is possible (one zone with one subnet). */
export function settledAttributes({ attributes, operatingSystem, zones, subnets }: AttributeSource): Attributes {
  const inZone = Object.keys(subnets).filter((subnet) => zones.length === 1 && subnets[subnet] === zones[0]);
  return {
    'ecs.os-family': OS_FAMILY_DEFAULT[operatingSystem],
    ...(inZone.length === 1 ? { 'ecs.subnet-id': inZone[0]! } : {}),
    ...attributes,
  };
}
