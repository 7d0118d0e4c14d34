import { isFrom, versionOf } from '../../fargate/platform/versions.js';
import { canLoadLazily, type PulledImage, type StartSettings, startOf } from '../../fargate/start.js';
import { Purpose } from '../cluster/chance.js';
import type { Line } from '../cluster/line.js';
import type { World } from '../cluster/world.js';
import type { Ms } from '../kernel/event-loop.js';
import type { ImageSpec } from '../setup.js';

/** How long a task on Fargate is in PROVISIONING and, but for a slow registry, in PENDING: one draw, whenever it is asked for. */
export function startOnFargate(world: World, slot: number, line: Line): { readonly machineMs: Ms; readonly pullMs: Ms } {
  const { setup, chance, tasks } = world;
  const system = setup.taskDefinitions[line.taskClass.definition].operatingSystem;
  const { platformVersion = 'LATEST' } = line.service >= 0 ? setup.services[line.service] : setup.workloads[line.workload];
  const platform = { isLinux: system === 'linux', isFrom140: isFrom(versionOf(platformVersion, system), '1.4.0') };
  const { start } = setup.fargate;
  const images = line.images.map((image) => pulledImage(setup.images[image], platform, start));
  return startOf(images, start, chance.uniform(world.keyOf(line), Purpose.start, tasks.nth[slot]));
}

/** A registry with a SOCI index is Amazon ECR, and its images are gzipped. */
function pulledImage({ mib, hasSociIndex }: ImageSpec, platform: Parameters<typeof canLoadLazily>[1], start: StartSettings): PulledImage {
  const image = { hasIndex: hasSociIndex, registry: 'ecrPrivate', compression: 'gzip' } as const;
  return { compressedMib: mib ?? start.unknownImageMib, isLazy: canLoadLazily(image, platform) };
}
