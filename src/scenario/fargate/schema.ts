import { z } from 'zod';
import { RETRY_DEFAULTS } from '../../fargate/interruption.js';
import { START_DEFAULTS } from '../../fargate/start.js';
import { zone } from '../cluster/instances-schema.js';
import { choice, distributionField, duration, durationOr, list, nonEmpty, period, positive, real, shape, whole } from '../fields.js';
import { formatDuration } from '../units.js';

/** Schema of Fargate, and of the images that tasks pull. */

const MIB_MAX = 1_000_000;
const S = START_DEFAULTS;
const mibPerSecond = (description: string) => positive(MIB_MAX, description);

export const start = shape('How long a task takes from its launch to RUNNING: its parts, or the whole. AWS publishes no figures.', () => ({
  whole: distributionField(
    'The whole start where it is known (V.6, V.8), whatever its images, as 28s or { uniform: { min: 25s, max: 40s } }. It takes the place of the parts below. Default: their sum.',
  ).optional(),
  machine: duration('Before the images are pulled: a machine and its interface.').default(formatDuration(S.machineMs)),
  pull: duration(
    'Pull of the images of a task that `images` does not list, together, where it is known (V.16). Default: by their size, unknownImageMib.',
  ).optional(),
  containers: duration('From the last image to `RUNNING`.').default(formatDuration(S.containersMs)),
  pullMibPerSecond: mibPerSecond('Compressed MiB a second from the registry.').default(S.pullMibPerSecond),
  unpackFactor: real(0, 100, 'Unpacked MiB to one compressed.').default(S.unpackFactor),
  unpackMibPerSecond: mibPerSecond(
    'Unpacked MiB a second to disk, during the download, by a task of a quarter vCPU; a larger task unpacks faster in proportion to its vCPUs.',
  ).default(S.unpackMibPerSecond),
  lazyPull: duration('How long a container waits for an image with a SOCI index (C.FG-12).').default(formatDuration(S.lazyPullMs)),
  p95OverMedian: real(
    1,
    100,
    'The 95th percentile of these times over their median; 1: no chance. Pulls of images with a size have no chance.',
  ).default(S.p95OverMedian),
  unknownImageMib: whole(
    0,
    MIB_MAX,
    'Compressed size of the images of a task that `images` does not list, together. They are unpacked as by a task of a quarter vCPU.',
  ).default(S.unknownImageMib),
}));

const stop = shape('How long the end of a task takes; AWS publishes no figures.', () => ({
  exitNoticed: duration(
    'From the exit of the containers until ECS knows it, after SIGTERM too; a task that exits by itself is `RUNNING` until then.',
  ).default('10s'),
  cleanup: distributionField('From the end of the containers to `STOPPED`: the interface is detached. It is billed.').prefault({
    lognormal: { median: '23s', p95: '30s' },
  }),
}));

export const fargate = shape('Open choices of Fargate.', () => ({
  regionSize: choice(['large', 'small'], 'small: a Region to which AWS gives lower launch rates (A.RT-1).').default('large'),
  availabilityZones: z
    .array(zone)
    .min(1)
    .describe('Zones that Fargate is in. Default: those of the cluster that are no Local or Wavelength Zones.')
    .optional(),
  start: start.prefault({}),
  stop: stop.prefault({}),
  startRetry: durationOr(
    ['grows'],
    'Wait of a service on Fargate after each failed start in a row from serviceScheduler.throttleFreeFailures on; grows: as on instances, by serviceScheduler.throttleFirst and what follows it. Default: 5m, and grows in the guide of 2024.',
  ).optional(),
  capacityRetry: period(
    'Wait of a service after Fargate had no capacity or no quota for its task; each refusal in a row doubles it.',
  ).default(formatDuration(RETRY_DEFAULTS.firstMs)),
  capacityRetryMax: period('The longest of these waits, even where capacityRetry is longer.').default(
    formatDuration(RETRY_DEFAULTS.longestMs),
  ),
}));

const image = shape('An image as its registry has it.', () => ({
  image: nonEmpty('As task definitions name it.', 1_000),
  sizeMib: whole(1, MIB_MAX, 'Compressed size in MiB, as the registry shows it.'),
  sociIndex: z
    .boolean()
    .describe('It is in Amazon ECR with a SOCI index: on Fargate its containers start before all of it is there.')
    .default(false),
}));

export const images = list(image, [0, 10_000], 'Known properties of images.').default([]);
