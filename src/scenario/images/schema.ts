import { IMAGE_CLEANUP as C } from '../../services/image-cleanup.js';
import { GP3_THROUGHPUT } from '../../services/pulls/pull-settings.js';
import { choice, duration, period, positive, real, shape, whole } from '../fields.js';
import { formatDuration } from '../units.js';

/** Schema of images on instances; docs/model.md has the choice of times and sizes. */

const FACTOR_MAX = 100;
const MIB_MAX = 1_000_000;

export const imageCache = shape(
  'Images on instances: pulls by size, the disk, and the cleanup by the container agent. Default: its own defaults when images lists any, else none.',
  () => ({
    pullMibPerSecond: positive(
      MIB_MAX,
      'Compressed MiB a second, pulled and unpacked. Images that images does not list take timings.imagePull. Default: volumeThroughput / (2 + unpackFactor), because the volume writes, reads and unpacks each, at most 97; so 27.8.',
    ).optional(),
    volumeThroughput: positive(
      MIB_MAX,
      'MiB a second of the volume with the images: Throughput of the launch template; 125 is the baseline of gp3.',
    ).default(GP3_THROUGHPUT),
    p95OverMedian: real(1, FACTOR_MAX, '95th percentile of these times over their median; 1: no chance.').default(1.5),
    diskMib: whole(1, 100 * MIB_MAX, 'Room for images on an instance.').default(28_672),
    unpackFactor: real(1, FACTOR_MAX, 'MiB on the disk to a compressed one.').default(2.5),
    cleanup: choice(
      ['ENABLED', 'DISABLED'],
      'Whether the agent removes unused images: DISABLED is ECS_DISABLE_IMAGE_CLEANUP=true.',
    ).default('ENABLED'),
    cleanupInterval: period('ECS_IMAGE_CLEANUP_INTERVAL, at least 10m.').default(formatDuration(C.intervalMs)),
    minimumCleanupAge: duration('ECS_IMAGE_MINIMUM_CLEANUP_AGE.').default(formatDuration(C.minimumAgeMs)),
    imagesDeletedPerCycle: whole(1, MIB_MAX, 'ECS_NUM_IMAGES_DELETE_PER_CYCLE.').default(C.perCycle),
    taskCleanupWait: period('ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION, at least 1s.').default(formatDuration(C.taskWaitMs)),
  }),
);
