import type { CatalogType } from './instance-types.js';

/** EBS volumes that tasks can have on an instance besides its root volume (N.EBS-4). */
export interface VolumeSlots {
  readonly count: number;
  /** Whether the network interfaces of awsvpc tasks without a trunk take slots too. */
  readonly isShared: boolean;
}

/**
 * Attachments of most Nitro types: EBS volumes, network interfaces and NVMe instance store volumes together (EC2 User Guide, volume
 * limits).
 */
const SHARED = 28;
/** The lowest limit of EC2 for types with a limit of their own; larger sizes have higher ones, which the catalogue lacks. */
const DEDICATED = 32;
const ROOT_VOLUME = 1;
const PRIMARY_INTERFACE = 1;

/** Families that are not built on Nitro: they cannot have EBS volumes at launch (N.EBS-1). */
const XEN = /^(c1|c3|c4|cc2|cr1|d2|f1|g2|g3|g3s|h1|hs1|i2|i3|m1|m2|m3|m4|p2|p3|r3|r4|t1|t2|x1|x1e)$/;
/** Families with a limit of their own (EC2 User Guide, volume limits). */
const OWN_LIMIT = /^([mcr][789]|t8i|i[78]|g[67]|p[56])/;
/** NVMe volumes of the larger sizes of a family with instance store, as in m5d and c5d; a guess for other families. */
const NVME_BY_SIZE: Readonly<Record<string, number>> = {
  '4xlarge': 2,
  '8xlarge': 2,
  '12xlarge': 2,
  '16xlarge': 4,
  '24xlarge': 4,
  metal: 4,
};

/** Returns the EBS volumes that tasks may attach to an instance of a type; null for a type that takes no EBS volumes at launch. */
export function volumeSlotsOf({ name, family }: Pick<CatalogType, 'name' | 'family'>): VolumeSlots | null {
  if (XEN.test(family) && name !== 'i3.metal') return null;
  if (OWN_LIMIT.test(family)) return { count: DEDICATED - ROOT_VOLUME, isShared: false };
  return { count: SHARED - ROOT_VOLUME - PRIMARY_INTERFACE - nvmeVolumes(name, family), isShared: true };
}

/** Whole NVMe volumes of a type with instance store: one, and more of the larger sizes. */
function nvmeVolumes(name: string, family: string): number {
  const hasStore = /^[a-z]+\d[a-z-]*d[a-z]*$/.test(family) || /^(i\d|d\d|g5|im4|is4)/.test(family);
  return hasStore ? (NVME_BY_SIZE[name.slice(family.length + 1)] ?? 1) : 0;
}
