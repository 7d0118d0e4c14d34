import { isOnInstances } from '../cluster/providers.js';
import type { Context } from '../context.js';
import type { ServiceText, WorkloadText } from '../schema.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import type { Path } from '../text/problem.js';

/** The fields of `managedEBSVolume` of a volume configuration that rules check. */
interface Volume {
  readonly volumeType?: unknown;
  readonly sizeInGiB?: unknown;
  readonly iops?: unknown;
  readonly snapshotId?: unknown;
  readonly tagSpecifications?: unknown;
}

const LARGEST_GIB = 16_384;
/** Limits of GiB and IOPS by volume type; null: the type accepts no IOPS. */
const TYPES: Readonly<Record<string, { readonly gib: readonly [number, number]; readonly iops: readonly [number, number] | null }>> = {
  gp2: { gib: [1, LARGEST_GIB], iops: null },
  gp3: { gib: [1, LARGEST_GIB], iops: [3_000, 16_000] },
  io1: { gib: [4, LARGEST_GIB], iops: [100, 64_000] },
  io2: { gib: [4, LARGEST_GIB], iops: [100, 64_000] },
  st1: { gib: [125, LARGEST_GIB], iops: null },
  sc1: { gib: [125, LARGEST_GIB], iops: null },
  standard: { gib: [1, 1_024], iops: null },
};
const TYPE_DEFAULT = 'gp3';
/** 50 less the two that ECS sets. */
const TAGS_MAX = 48;

/** Checks EBS volumes that a task creates at its start (C.VOL-01, C.VOL-02, C.VOL-03). These rules are their only effect. */
export function checkVolumes(
  context: Context,
  path: Path,
  { work, definition }: { work: ServiceText | WorkloadText; definition: TaskDefinition },
): void {
  const { volumeConfigurations: list } = work;
  const at = [...path, 'volumeConfigurations'];
  const count = Array.isArray(list) ? list.length : 0;
  if (count > 1) context.error(at, `has ${count} entries: a task has at most 1 EBS volume`);
  if (count === 0) {
    for (const name of definition.launchVolumes)
      context.error(at, `is missing: the volume ${JSON.stringify(name)} of ${definition.family} is configuredAtLaunch`);
    return;
  }
  if ('schedulingStrategy' in work && work.schedulingStrategy === 'DAEMON')
    context.error(at, 'is for REPLICA services: a daemon takes no EBS volume');
  (list as unknown[]).forEach((entry, i) => {
    const { name, managedEBSVolume } = (entry ?? {}) as { name?: unknown; managedEBSVolume?: Volume };
    if (!definition.launchVolumes.includes(String(name)))
      context.error(
        [...at, i, 'name'],
        `is ${JSON.stringify(name)}: ${definition.family} has no volume of that name with configuredAtLaunch: true`,
      );
    for (const { key, message } of volumeProblems(managedEBSVolume ?? {}, isOnInstances(work, context.scenario)))
      context.error([...at, i, 'managedEBSVolume', key], message);
  });
}

function volumeProblems(volume: Volume, onInstances: boolean): { key: keyof Volume; message: string }[] {
  const { volumeType = TYPE_DEFAULT, sizeInGiB, iops, snapshotId, tagSpecifications } = volume;
  const type = Object.hasOwn(TYPES, String(volumeType)) ? TYPES[String(volumeType)] : undefined;
  if (type === undefined)
    return [{ key: 'volumeType', message: `${JSON.stringify(volumeType)} is no volume type: ${Object.keys(TYPES).join(', ')} are` }];
  const found: { key: keyof Volume; message: string }[] = [];
  if (volumeType === 'standard' && !onInstances)
    found.push({ key: 'volumeType', message: 'standard is not attached on Fargate; take another type' });
  if (sizeInGiB === undefined ? snapshotId === undefined : !isWithin(sizeInGiB, type.gib))
    found.push({ key: 'sizeInGiB', message: `${sizeInGiB ?? 'nothing'} is no size of ${volumeType}: ${type.gib.join(' to ')} GiB` });
  if (iops !== undefined && type.iops === null) found.push({ key: 'iops', message: `${volumeType} takes none: leave it out` });
  if (iops !== undefined && type.iops !== null && !isWithin(iops, type.iops))
    found.push({ key: 'iops', message: `${iops} is not possible with ${volumeType}: ${type.iops.join(' to ')}` });
  if (iops === undefined && (volumeType === 'io1' || volumeType === 'io2'))
    found.push({ key: 'iops', message: `is missing: ${volumeType} needs it` });
  const tags = Array.isArray(tagSpecifications) ? tagSpecifications.flatMap((one: { tags?: unknown[] }) => one?.tags ?? []).length : 0;
  if (tags > TAGS_MAX) found.push({ key: 'tagSpecifications', message: `has ${tags} tags: at most ${TAGS_MAX}, for ECS adds 2` });
  return found;
}

function isWithin(value: unknown, [min, max]: readonly [number, number]): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
