import type { ServiceSpec, Setup, WorkloadSpec } from './setup.js';
import type { VolumeSpec } from './volume-spec.js';

/** Equal volumes of a service or workload. */
export interface OwnedVolume {
  /** Its number among services, then workloads. */
  readonly owner: number;
  readonly volume: VolumeSpec;
  /** Revisions of the service whose tasks have it; null: all. */
  readonly revisions: readonly number[] | null;
}

/** The volume of each task of the revision; undefined for none. */
export function volumeOf(work: ServiceSpec | WorkloadSpec, revision: number): VolumeSpec | undefined {
  const ofRevision = revisionsOf(work)[revision]?.volume;
  return ofRevision === undefined ? work.volume : (ofRevision ?? undefined);
}

/** Returns all volumes of tasks: one for each service or workload, or one for each price where deployments change it. */
export function volumesOf({ services, workloads }: Pick<Setup, 'services' | 'workloads'>): OwnedVolume[] {
  return [...services, ...workloads].flatMap((work, owner): OwnedVolume[] => {
    if (!changesVolumes(work)) return work.volume === undefined ? [] : [{ owner, volume: work.volume, revisions: null }];
    const byPrice = new Map<number, { owner: number; volume: VolumeSpec; revisions: number[] }>();
    for (const revision of revisionsOf(work).keys()) {
      const volume = volumeOf(work, revision);
      if (volume === undefined) continue;
      const entry = byPrice.get(volume.usdPerMonth) ?? { owner, volume, revisions: [] };
      entry.revisions.push(revision);
      byPrice.set(volume.usdPerMonth, entry);
    }
    return [...byPrice.values()];
  });
}

/** Returns whether a deployment changes the volumes of the tasks. */
export function changesVolumes(work: ServiceSpec | WorkloadSpec): boolean {
  return revisionsOf(work).some(({ volume }) => volume !== undefined);
}

function revisionsOf(work: ServiceSpec | WorkloadSpec) {
  return 'deploymentSpec' in work ? (work.deploymentSpec?.revisions ?? []) : [];
}
