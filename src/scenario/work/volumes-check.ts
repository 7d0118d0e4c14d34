import { VOLUME_TYPE_DEFAULT } from '../../billing/volumes.js';
import { findInstanceType } from '../../catalog/instance-types.js';
import { volumeSlotsOf } from '../../catalog/volume-slots.js';
import { groupProviders, isOnInstances, strategyOf } from '../cluster/providers.js';
import type { Context } from '../context.js';
import { typesOf } from '../groups/setup.js';
import type { Scenario, ServiceText, WorkloadText } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import type { Path } from '../text/problem.js';

type VolumeText = NonNullable<ServiceText['volumeConfigurations']>[number]['managedEBSVolume'];

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
/** 50 less the two that ECS sets. */
const TAGS_MAX = 48;

/** Checks EBS volumes that a task creates at its start (C.VOL-01, C.VOL-02, C.VOL-03, N.EBS-1), also those of later deployments. */
export function checkVolumes(context: Context, path: Path, work: ServiceText | WorkloadText): void {
  checkOne(context, path, work);
  let before: ServiceText | WorkloadText = work;
  for (const [i, { taskDefinition, volumeConfigurations }] of ('deployments' in work ? work.deployments : []).entries()) {
    if (taskDefinition === undefined && volumeConfigurations === undefined) continue;
    const place = [...path, 'deployments', i];
    const next = { ...before, ...(taskDefinition && { taskDefinition }), ...(volumeConfigurations && { volumeConfigurations }) };
    if (volumeConfigurations !== undefined || !inheritsVolumeItLacks(context, place, next)) checkOne(context, place, next);
    before = next;
  }
}

/** Returns whether a deployment keeps a volume that its task definition does not have, which is a mistake. */
function inheritsVolumeItLacks(
  context: Context,
  place: Path,
  { taskDefinition, volumeConfigurations = [] }: ServiceText | WorkloadText,
): boolean {
  const definition = definitionOf(context, taskDefinition);
  const lacked = volumeConfigurations.find(({ name }) => definition !== undefined && !definition.launchVolumes.includes(name));
  if (lacked === undefined || definition === undefined) return false;
  const message = `is missing: ${definition.family} has no volume ${JSON.stringify(lacked.name)} with configuredAtLaunch, which the service had; [] gives its tasks none`;
  context.error([...place, 'volumeConfigurations'], message);
  return true;
}

function definitionOf(context: Context, name: string): TaskDefinition | undefined {
  const index = findDefinition(name, context.sketches);
  return index === undefined ? undefined : context.sketches[index];
}

function checkOne(context: Context, path: Path, work: ServiceText | WorkloadText): void {
  const definition = definitionOf(context, work.taskDefinition);
  if (definition === undefined) return;
  const { volumeConfigurations: list = [] } = work;
  const at = [...path, 'volumeConfigurations'];
  const count = list.length;
  if (count > 1) context.error(at, `has ${count} entries: a task has at most 1 EBS volume`);
  if (count === 0) {
    for (const name of definition.launchVolumes)
      context.error(at, `is missing: the volume ${JSON.stringify(name)} of ${definition.family} is configuredAtLaunch`);
    return;
  }
  if ('schedulingStrategy' in work && work.schedulingStrategy === 'DAEMON')
    context.error(at, 'is for REPLICA services: a daemon takes no EBS volume');
  for (const type of isOnInstances(work, context.scenario) ? typesFor(work, context.scenario) : []) {
    const known = findInstanceType(type);
    if (known !== undefined && volumeSlotsOf(known) === null)
      context.error(at, `needs instances built on Nitro, for EBS volumes at launch are not for others: ${type} is none`);
  }
  list.forEach(({ name, managedEBSVolume }, i) => {
    if (!definition.launchVolumes.includes(name))
      context.error(
        [...at, i, 'name'],
        `is ${JSON.stringify(name)}: ${definition.family} has no volume of that name with configuredAtLaunch: true`,
      );
    if (managedEBSVolume.sizeInGiB === undefined && managedEBSVolume.snapshotId !== undefined)
      context.warn([...at, i, 'managedEBSVolume'], 'has no sizeInGiB: the size of its snapshot is not known, and the bill leaves it out');
    for (const { key, message } of volumeProblems(managedEBSVolume, isOnInstances(work, context.scenario)))
      context.error([...at, i, 'managedEBSVolume', key], message);
  });
}

/** The instance types that its tasks may be placed on. */
function typesFor(work: ServiceText | WorkloadText, scenario: Scenario): string[] {
  const named = work.launchType === undefined ? strategyOf(work, scenario).map(({ capacityProvider }) => capacityProvider) : [];
  const groups = groupProviders(scenario).filter(({ name }) => named.length === 0 || named.includes(name));
  const fixed = named.length === 0 ? scenario.cluster.containerInstances.map(({ instanceType }) => instanceType) : [];
  return [...new Set([...fixed, ...groups.flatMap(({ autoScalingGroup }) => typesOf(autoScalingGroup))])];
}

function volumeProblems(volume: VolumeText, onInstances: boolean): { key: keyof VolumeText; message: string }[] {
  const { volumeType = VOLUME_TYPE_DEFAULT, sizeInGiB, iops, snapshotId, tagSpecifications = [] } = volume;
  const type = Object.hasOwn(TYPES, volumeType) ? TYPES[volumeType] : undefined;
  if (type === undefined)
    return [{ key: 'volumeType', message: `${JSON.stringify(volumeType)} is no volume type: ${Object.keys(TYPES).join(', ')} are` }];
  const found: { key: keyof VolumeText; message: string }[] = [];
  if (volumeType === 'standard' && !onInstances)
    found.push({ key: 'volumeType', message: 'standard is not attached on Fargate; take another type' });
  if (sizeInGiB === undefined ? snapshotId === undefined : !isWithin(sizeInGiB, type.gib))
    found.push({ key: 'sizeInGiB', message: `${sizeInGiB ?? 'nothing'} is no size of ${volumeType}: ${type.gib.join(' to ')} GiB` });
  if (iops !== undefined && type.iops === null) found.push({ key: 'iops', message: `${volumeType} takes none: leave it out` });
  if (iops !== undefined && type.iops !== null && !isWithin(iops, type.iops))
    found.push({ key: 'iops', message: `${iops} is not possible with ${volumeType}: ${type.iops.join(' to ')}` });
  if (iops === undefined && (volumeType === 'io1' || volumeType === 'io2'))
    found.push({ key: 'iops', message: `is missing: ${volumeType} needs it` });
  const tags = tagSpecifications.flatMap((one) => (one as { tags?: unknown[] } | null)?.tags ?? []).length;
  if (tags > TAGS_MAX) found.push({ key: 'tagSpecifications', message: `has ${tags} tags: at most ${TAGS_MAX}, for ECS adds 2` });
  return found;
}

function isWithin(value: unknown, [min, max]: readonly [number, number]): boolean {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
