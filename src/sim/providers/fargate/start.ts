import { isFrom, versionOf } from '../../../fargate/platform/versions.js';
import { canLoadLazily, type FargateStart, type PulledImage, startOf, storageLeftMib, unknownImage } from '../../../fargate/start.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { Setup } from '../../setup.js';
import type { PlatformParts } from '../platform.js';

/** Returns the time of a task on Fargate in PROVISIONING and, except for a slow registry, in PENDING: one draw, the same at every call. */
export function startOnFargate(parts: PlatformParts, slot: number, equivalence: EquivalenceClass): FargateStart {
  const { setup, chance, tasks } = parts;
  return startOf(
    imagesOf(setup, equivalence),
    setup.fargate.start,
    equivalence.cpuUnits,
    chance.uniform(parts.keyOf(equivalence), Purpose.start, tasks.nth[slot]),
  );
}

/** Returns whether the task's storage holds its images; otherwise their pull fails (T.STOR-2, T.STOP-6). */
export function holdsImages(setup: Setup, equivalence: EquivalenceClass): boolean {
  const { storageGib } = equivalence.definition.fargate!;
  return storageLeftMib(storageGib, imagesOf(setup, equivalence), setup.fargate.start.unpackFactor) >= 0;
}

/** Returns the images to pull; those without a size are one, of `unknownImageMib`. A SOCI index means Amazon ECR, with gzipped images. */
function imagesOf(setup: Setup, equivalence: EquivalenceClass): PulledImage[] {
  const system = equivalence.definition.operatingSystem;
  const { platformVersion = 'LATEST' } =
    equivalence.service >= 0 ? setup.services[equivalence.service] : setup.workloads[equivalence.workload];
  const platform = { isLinux: system === 'linux', isFrom140: isFrom(versionOf(platformVersion, system), '1.4.0') };
  const images = equivalence.images.map((index) => setup.images[index]);
  const sized = images.flatMap(({ mib, hasSociIndex }) => {
    const image = { hasIndex: hasSociIndex, registry: 'ecrPrivate', compression: 'gzip' } as const;
    return mib === null ? [] : [{ compressedMib: mib, isLazy: canLoadLazily(image, platform), isAssumed: false }];
  });
  return sized.length === images.length ? sized : [...sized, unknownImage(setup.fargate.start)];
}
