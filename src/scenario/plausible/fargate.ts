import { mayFailStartsOnFargate, runsOnFargate, startsInParts } from '../features.js';
import { type Plausible, sharing } from './range.js';
import { taskTimes } from './timings.js';

const START: readonly Plausible[] = sharing({ when: startsInParts }, [
  {
    path: 'fargate.start.machine',
    basis: '**M**: 10.0 to 13.8 s before the pull in four records of 2019 to 2025 (V.16)',
    range: { least: '8s', most: '30s' },
    why: '10.0 to 13.8 s in four records of 2019 to 2025, 14 to 21 s in two others (P.97, P.112); whole starts of 90 s were reported',
    measure: taskTimes('createdAt', 'pullStartedAt'),
  },
  {
    path: 'fargate.start.containers',
    basis:
      '**M**: 1.9 to 2.0 s after the pull in three of these records (V.16), 5.7 s in the fourth. 26 records have 3.1 s at the median; with 3 s whole starts become too long (P.29, P.89, P.252)',
    range: { least: '1s', most: '10s' },
    why: '1.0 to 7.1 s in 21 of 26 records, 10 to 22 s with three large images (P.357, P.380, P.384)',
    measure: taskTimes('pullStoppedAt', 'startedAt'),
  },
  {
    path: 'fargate.start.pullMibPerSecond',
    basis:
      '**M**: 918 MiB in 27 to 32 s with one vCPU, 28 to 34 a second (P.194); 26 and 30 in whole starts with four vCPUs (P.191; aws/containers-roadmap 696); 27 at most in the first start of M.3. That an image is unpacked while it is downloaded is **D** (containerd/containerd 2886, 8881: layers are fetched in parallel and unpacked one by one)',
    range: { least: 10, most: 80 },
    why: '26 to 34 in four records; with the other parts of a start it has to come to the 20 to 90 s that users report',
    measure: taskTimes('pullStartedAt', 'pullStoppedAt'),
  },
  {
    path: 'fargate.start.unpackFactor',
    range: { least: 1.5, most: 4 },
    why: 'usual for images: binaries shrink little, text much',
    measure: { look: 'size of the image unpacked over its size in the registry', command: 'docker image ls; aws ecr describe-images' },
  },
  {
    path: 'fargate.start.unpackMibPerSecond',
    basis:
      '**M**: ten starts with an image of 394 MiB took 57 s (V.18), 42 of them for the pull: 394 × 2.5 / 23.6 = 42. That vCPUs unpack faster is **D** (page "Linux containers on Fargate container image pull behavior"), that they do so in proportion **G**',
    range: { least: 15, most: 70 },
    why: '23.6 in ten starts with one image, 61 in one start with 80 MB and a quarter vCPU',
    measure: taskTimes('pullStartedAt', 'pullStoppedAt'),
  },
  {
    path: 'fargate.start.p95OverMedian',
    basis:
      '**M**: the spread before the pull is 1.3 in these four records and some 1.6 in thirteen (with P.15, P.29, P.50 and P.97). It is lognormal, one draw for all parts of a start but pulls of known size: ten starts with one image were 9 s apart (V.18)',
    range: { least: 1.1, most: 2 },
    why: '1.3 in four records, 1.6 in thirteen; users report single starts of twice the usual time',
    measure: taskTimes('createdAt', 'startedAt'),
  },
  {
    path: 'fargate.start.unknownImageMib',
    basis:
      '**M**: nine pulls of 2019 to 2022 took 0.6 to 25.5 s, 9.9 s at the median, which is 94 MiB at the rates above; ten others 8.6 s (P.50). Side-cars added nothing',
    range: { values: ['94', '6', '40', '200', '400'] },
    why: 'pulls of 0.6 to 25 s in 19 records are 6 to 240 MiB at the default rates, and larger images are not rare; images with their size under images are not drawn',
    measure: { look: 'imageSizeInBytes', command: 'aws ecr describe-images --repository-name NAME' },
  },
]);

const OTHERS: readonly Plausible[] = sharing({ when: runsOnFargate }, [
  {
    path: 'fargate.stop.exitNoticed',
    basis:
      '**M**: 10.1 s in a record of 2023 (V.17), 9.6 to 10.9 s (P.6), 11 to 13 s (P.16); in a log of one of these the process exits 1 s after stoppingAt, and executionStoppedAt comes 11 s later',
    range: { least: '2s', most: '30s' },
    why: '10 to 13 s in five records',
    measure: taskTimes('executionStoppedAt', 'stoppingAt', ' that ended by themselves'),
  },
  {
    path: 'fargate.stop.cleanup',
    basis:
      '**M**, shape **G**: 23 s from there to STOPPED, the interface detached (V.17); 12.9 to 36.7 s in twelve other records, 23 s at the median (P.16, P.17, P.97, P.127, P.150, P.239, P.336, P.353, P.385, P.387, P.388)',
    range: { least: '10s', most: '60s' },
    why: '13 to 37 s in thirteen records',
    measure: taskTimes('stoppingAt', 'stoppedAt'),
  },
  {
    path: 'fargate.startRetry',
    basis:
      "**M**: 296 s after the third failed start of a service, 30 to 41 s after the first two (fleetshell-portal-service, 2026); 31 and 32 s, then none for four minutes (ms-reporting, 2026); 6 to 7 minutes after ten failures (V.6's service). Longer waits were seen on instances alone (V.14, `serviceScheduler.throttleLongest`)",
    range: { least: '30s', most: '15m' },
    standard: '5m',
    why: '5 minutes from the third failure on in three records, and after ten failures in a fourth',
    when: (scenario) => scenario.awsBehaviour === 'current' && mayFailStartsOnFargate(scenario),
  },
  {
    path: 'fargate.capacityRetry',
    basis:
      '**M**: a deployment of one task failed 46 min after Fargate first had no capacity, which is three waits of 15 min and some turns; a second service got its task after 33 min (P.178, 2026). The documented throttle of services without resources waited up to 15 min (service-throttle-logic, 2018). A record of Managed Instances has "about every five minutes" (2026)',
    range: { least: '5m', most: '23m' },
    why: 'five minutes in a record of Managed Instances; two waits of 23 minutes would fit the failed deployment of P.178, not its second service',
  },
  {
    path: 'fargate.capacityRetryMax',
    basis: '**M**: waits that double do not fit the second service of P.178, which got its task at 33 min',
    range: { least: '15m', most: '30m' },
    why: 'waits of 15 and 30 minutes would fit the failed deployment of P.178 too, not its second service',
  },
]);

export const FARGATE: readonly Plausible[] = [...START, ...OTHERS];
