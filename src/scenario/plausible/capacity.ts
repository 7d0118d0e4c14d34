import {
  hasCapacityRebalance,
  hasGroups,
  hasMaximumLifetime,
  hasSpotGroups,
  hasWarmPool,
  mayFailStartsOnFargate,
  mayMissRegistration,
  runsOnFargate,
} from '../features.js';
import type { Measure, Plausible } from './range.js';
import { taskTimes } from './timings.js';

const ACTIVITIES: Measure = {
  look: 'causes and times of the activities of the group',
  command: 'aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP',
};

const NOTICES: Measure = {
  look: 'times of the rebalance recommendations and interruption warnings of EC2',
  command: 'aws events put-rule --name spot --event-pattern \'{"source":["aws.ec2"]}\', with a log group as its target',
};

const GROUPS: readonly Plausible[] = [
  {
    path: 'cluster.ami',
    range: null,
    why: 'your launch template says it; the error of estimated memory stands in the catalogue',
  },
  {
    path: 'groups.terminationZones',
    range: { values: ['all', 'first'] },
    why: 'nothing says which of the two it is',
    when: hasGroups,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.purchaseProtected',
    range: { values: ['other', 'wait'] },
    why: 'nothing says which of the two it is',
    when: hasSpotGroups,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.priceCapacityFormula',
    range: { values: ['cheapest-of-deep', 'price-per-depth'] },
    why: 'AWS names both goals and no weights',
    when: hasSpotGroups,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.deepPercent',
    range: { least: 20, most: 90, isWhole: true },
    why: 'from all but the shallowest pools to the deepest alone',
    when: hasSpotGroups,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.launchDelay',
    range: { least: '2s', most: '27s' },
    why: 'the least and the most of 17 records',
    when: hasGroups,
    measure: {
      look: "from the alarm's change of DesiredCapacity to StartTime of the launch",
      command: 'aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP; aws cloudtrail lookup-events',
    },
  },
  {
    path: 'groups.terminationDelay',
    range: { least: '1s', most: '29s' },
    why: 'the least and the most of 24 records',
    when: hasGroups,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.launchRetry',
    range: { least: '15s', most: '5m' },
    why: 'not documented; failed activities of groups lie one to some minutes apart',
    when: hasGroups,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.launchRetryFactor',
    range: { least: 1, most: 3 },
    why: 'from a fixed period to a back-off that triples',
    when: hasGroups,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.launchRetryMax',
    range: { least: '5m', most: '30m' },
    why: 'not below the longest wait that launchRetry may have',
    when: hasGroups,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.capacityRebalanceRounding',
    range: { values: ['floor', 'ceil'] },
    why: 'nothing says which of the two it is',
    when: hasCapacityRebalance,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.lifetimePercent',
    range: { least: 1, most: 25, isWhole: true },
    why: 'AWS says usually one at a time; a group of 100 would need too long for that',
    when: hasMaximumLifetime,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.lifetimeProtected',
    range: { values: ['kept', 'replaced'] },
    why: 'nothing says which of the two it is',
    when: hasMaximumLifetime,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.zoneRebalanceOn',
    range: { values: ['listed', 'any'] },
    why: 'AWS lists causes and does not say that the list is whole',
    when: hasGroups,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.unhealthyEnds',
    range: { values: ['drained', 'at-once'] },
    why: 'nothing says which of the two it is',
    when: ({ faults }) => faults.length > 0,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.healthCheckInterval',
    range: { least: '15s', most: '5m' },
    why: 'not documented; 45 s passed in one record of a terminated instance, and EC2 itself checks each minute',
    when: ({ faults }) => faults.length > 0,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.warmPoolLeaves',
    range: { values: ['oldest', 'newest'] },
    why: 'nothing says which of the two it is',
    when: hasWarmPool,
    measure: ACTIVITIES,
  },
  {
    path: 'groups.warmPoolStop',
    range: { least: '15s', most: '2m' },
    why: 'instances took 42 to 82 s to end in six records; a program may stop sooner, or hold the shutdown up',
    when: hasWarmPool,
    measure: ACTIVITIES,
  },
  {
    path: 'registration.timeout',
    range: { least: '10m', most: '30m' },
    standard: '15m',
    why: 'AWS documents that ECS ends such instances and not after how long',
    when: mayMissRegistration,
    measure: ACTIVITIES,
  },
];

const SPOT: readonly Plausible[] = [
  {
    path: 'spot.interruptedByBucket',
    range: { least: 0.01, most: 0.05 },
    why: 'the ends of the first bucket of the Spot Advisor, and the others in proportion',
    when: hasSpotGroups,
    measure: NOTICES,
  },
  {
    path: 'spot.depthByBucket',
    range: null,
    why: 'its order alone matters, and groups.deepPercent, which is drawn',
    when: hasSpotGroups,
  },
  {
    path: 'spot.reclaimShare',
    range: { least: 0.2, most: 1 },
    why: 'the largest share, from a fifth of a pool to all of it; the smallest in proportion',
    when: hasSpotGroups,
    measure: NOTICES,
  },
  {
    path: 'spot.recommendationProbability',
    range: { least: 0, most: 1 },
    why: 'not published at all',
    when: hasSpotGroups,
    measure: NOTICES,
  },
  {
    path: 'spot.noticeSeen',
    range: { least: '5s', most: '30s' },
    why: '12 s in one report; software asks for the notice every 5 s or less often',
    when: hasSpotGroups,
    measure: NOTICES,
  },
  {
    path: 'spot.recommendationLead',
    range: { least: '2m', most: '60m' },
    why: 'not published; at least as long as the notice',
    when: hasSpotGroups,
    measure: NOTICES,
  },
  {
    path: 'spot.shortageAfterReclaim',
    range: { least: '1m', most: '60m' },
    why: 'not published; capacity that was just taken back is not sold at once',
    when: hasSpotGroups,
    measure: ACTIVITIES,
  },
];

const FARGATE: readonly Plausible[] = [
  {
    path: 'fargate.start.machine',
    range: { least: '8s', most: '25s' },
    why: '10.0 to 13.8 s in four records of 2019 to 2025; whole starts of 90 s were reported',
    when: runsOnFargate,
    measure: taskTimes('createdAt', 'pullStartedAt'),
  },
  {
    path: 'fargate.start.containers',
    range: { least: '1s', most: '6s' },
    why: '1.9 to 5.7 s in four records',
    when: runsOnFargate,
    measure: taskTimes('pullStoppedAt', 'startedAt'),
  },
  {
    path: 'fargate.start.pullMibPerSecond',
    range: { least: 10, most: 80 },
    why: 'with the other parts of a start it has to come to the 20 to 90 s that users report',
    when: runsOnFargate,
    measure: taskTimes('pullStartedAt', 'pullStoppedAt'),
  },
  {
    path: 'fargate.start.unpackFactor',
    range: { least: 1.5, most: 4 },
    why: 'usual for images: binaries shrink little, text much',
    when: runsOnFargate,
    measure: { look: 'size of the image unpacked over its size in the registry', command: 'docker image ls; aws ecr describe-images' },
  },
  {
    path: 'fargate.start.unpackMibPerSecond',
    range: { least: 20, most: 80 },
    why: 'from ten starts with one image; with pullMibPerSecond it makes up the pull',
    when: runsOnFargate,
    measure: taskTimes('pullStartedAt', 'pullStoppedAt'),
  },
  {
    path: 'fargate.start.p95OverMedian',
    range: { least: 1.1, most: 2 },
    why: '1.3 in four records, 1.6 in thirteen; users report single starts of twice the usual time',
    when: runsOnFargate,
    measure: taskTimes('createdAt', 'startedAt'),
  },
  {
    path: 'fargate.start.unknownImageMib',
    range: { values: ['94', '6', '40', '200', '400'] },
    why: 'pulls of 0.6 to 25 s in 19 records are 6 to 240 MiB at the default rates, and larger images are not rare; images with their size under images are not drawn',
    when: runsOnFargate,
    measure: { look: 'imageSizeInBytes', command: 'aws ecr describe-images --repository-name NAME' },
  },
  {
    path: 'fargate.stop.exitNoticed',
    range: { least: '2s', most: '30s' },
    why: '10 to 13 s in five records',
    when: runsOnFargate,
    measure: taskTimes('executionStoppedAt', 'stoppingAt'),
  },
  {
    path: 'fargate.stop.cleanup',
    range: { least: '10s', most: '60s' },
    why: '13 to 25 s in eight records',
    when: runsOnFargate,
    measure: taskTimes('stoppingAt', 'stoppedAt'),
  },
  {
    path: 'fargate.startRetry',
    range: { least: '30s', most: '15m' },
    standard: '5m',
    why: '5 minutes from the third failure on in three records, and after ten failures in a fourth',
    when: mayFailStartsOnFargate,
  },
  {
    path: 'fargate.capacityRetry',
    range: { least: '15s', most: '15m' },
    why: 'about five minutes in one record; the interval is not documented',
    when: runsOnFargate,
  },
  {
    path: 'fargate.capacityRetryMax',
    range: { least: '5m', most: '15m' },
    why: 'the waits that were seen of services on EC2: 5 and 15 minutes',
    when: runsOnFargate,
  },
];

export const CAPACITY: readonly Plausible[] = [...GROUPS, ...SPOT, ...FARGATE];
