import {
  hasCapacityRebalance,
  hasGroups,
  hasMaximumLifetime,
  hasSpotGroups,
  hasWarmPool,
  mayFailInstances,
  mayMissRegistration,
} from '../features.js';
import { EITHER, IN_EVERY_RUN, type Measure, type Plausible, sharing } from './range.js';

const ACTIVITIES: Measure = {
  look: 'causes and times of the activities of the group',
  command: 'aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP',
};

const NOTICES: Measure = {
  look: 'times of the rebalance recommendations and interruption warnings of EC2',
  command: 'aws events put-rule --name spot --event-pattern \'{"source":["aws.ec2"]}\', with a log group as its target',
};

const GROUPS: readonly Plausible[] = sharing({ measure: ACTIVITIES }, [
  {
    path: 'cluster.ami',
    basis:
      '**M**: registered memory is measured for some pairs of type and image, else estimated by a law with a known error (docs/catalogue.md); every result says which',
    range: null,
    why: 'your launch template says it; the error of estimated memory stands in the catalogue',
  },
  { path: 'groups.terminationZones', range: { values: ['all', 'first'] }, why: EITHER, when: hasGroups },
  { path: 'groups.purchaseProtected', range: { values: ['other', 'wait'] }, why: EITHER, when: hasSpotGroups },
  {
    path: 'groups.priceCapacityFormula',
    basis:
      '**G**: price-capacity-optimized takes "the pools that are the least likely to be interrupted and have the lowest possible price"; their weights are not documented',
    range: { values: ['cheapest-of-deep', 'price-per-depth'] },
    why: 'AWS names both goals and no weights',
    when: hasSpotGroups,
  },
  {
    path: 'groups.deepPercent',
    range: { least: 20, most: 90, isWhole: true },
    why: 'from all but the shallowest pools to the deepest alone',
    when: hasSpotGroups,
  },
  {
    path: 'groups.launchDelay',
    basis:
      '**M**: 4 to 16 s from the cause of an activity to its launch in eight records of 2020 to 2026 (V.20, P.38, the guide of EC2 Auto Scaling and five published logs), 2 to 22 s in nine older ones (P.39), 4 and 15 s from the end of an interrupted instance (P.159)',
    range: { least: '2s', most: '40s' },
    why: '2 to 27 s in 17 records, and a further one may be longer: 25 s are rare in a range that ends at 27',
    when: hasGroups,
    measure: {
      look: "from the alarm's change of DesiredCapacity to StartTime of the launch",
      command: 'aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP; aws cloudtrail lookup-events',
    },
  },
  {
    path: 'groups.terminationDelay',
    basis:
      '**M**: 5 to 21 s from the cause of an activity to the choice of the instance in ten records of 2020 to 2026 (P.38); 17 s at the median of fourteen of 2015 to 2018 (P.39)',
    range: { least: '2s', most: '40s' },
    why: '1 to 29 s in 24 records, 17 s and more in half of them',
    when: hasGroups,
  },
  {
    path: 'groups.launchRetry',
    basis:
      '**M**: a launch without capacity is tried again (A.ASG-13): after 11, 11, 65, 65, 120, 120, 240, 480 s, then each 600 s (P.159). With `launchRetryFactor` and `launchRetryMax` the ninth try comes after 1049 s, as P.159 has it after 1112 s',
    range: { least: '5s', most: '2m' },
    why: 'the first waits of P.159 are 11 s, so shorter ones are possible; the fifth and the sixth are two minutes',
    when: hasGroups,
  },
  {
    path: 'groups.launchRetryFactor',
    basis: '**M**: with `groups.launchRetry` it puts the ninth try at 1049 s, where P.159 has it at 1112 s',
    range: { least: 1, most: 2 },
    why: 'from a fixed period to a back-off that doubles, as in P.159 from two minutes on',
    when: hasGroups,
  },
  {
    path: 'groups.launchRetryMax',
    basis: '**M**: through nights P.159 tried every ten minutes',
    range: { least: '2m', most: '15m' },
    why: 'P.159 waits ten minutes at most. The shortest is the two minutes of its middle tries, the longest the default before',
    when: hasGroups,
  },
  {
    path: 'groups.capacityRebalanceRounding',
    basis:
      '**G**: with capacity rebalancing a group may exceed its maximum by 10 percent of DesiredCapacity (A.ASG-17); the rounding is not documented',
    range: { values: ['floor', 'ceil'] },
    why: EITHER,
    when: hasCapacityRebalance,
  },
  {
    path: 'groups.lifetimePercent',
    range: { least: 1, most: 25, isWhole: true },
    why: 'AWS says usually one at a time; a group of 100 would need too long for that',
    when: hasMaximumLifetime,
  },
  { path: 'groups.lifetimeProtected', range: { values: ['kept', 'replaced'] }, why: EITHER, when: hasMaximumLifetime },
  {
    path: 'groups.zoneRebalanceOn',
    range: { values: ['listed', 'any'] },
    why: 'AWS lists causes and does not say that the list is whole',
    when: hasGroups,
  },
  {
    path: 'groups.unhealthyEnds',
    basis:
      '**D**, the wait **G**: managed draining acts at failed health checks too (C.MID-02), and ends when every task has stopped or after 48 hours (C.MID-03). Tasks without their agent cannot be stopped. `at-once`: as if an operator completed the hook',
    range: { values: ['drained', 'at-once'] },
    why: EITHER,
    when: ({ faults }) => faults.length > 0,
  },
  {
    path: 'groups.healthCheckInterval',
    basis: '**M**: a terminated instance was found after 2 s (P.138), after 47 s (P.92) and after 96 s (P.109)',
    range: { least: '100s', most: '5m' },
    why: '2, 47 and 96 s passed in three records of a terminated instance; AWS is said to wait a few minutes for an impaired one',
    when: mayFailInstances,
  },
  {
    path: 'groups.healthCheckPhase',
    basis: '**M**: the times of `groups.healthCheckInterval` are spread over two minutes (P.92, P.109, P.138)',
    range: null,
    why: IN_EVERY_RUN,
    when: mayFailInstances,
  },
  { path: 'groups.warmPoolLeaves', range: { values: ['oldest', 'newest'] }, why: EITHER, when: hasWarmPool },
  {
    path: 'groups.warmPoolStop',
    basis: '**M**: 42 to 82 s in six published ends of instances; the 260 s of M.5 are a boot, 120 s of user data and such a stop',
    range: { least: '15s', most: '2m' },
    why: 'instances took 42 to 82 s to end in six records; a program may stop sooner, or hold the shutdown up',
    when: hasWarmPool,
  },
  {
    path: 'registration.timeout',
    basis:
      '**D**, the time **G**: the document history has no time; users terminate such instances by hand after 10 minutes (PRX/Infrastructure 147)',
    range: { least: '10m', most: '30m' },
    standard: '15m',
    why: 'AWS documents that ECS ends such instances and not after how long',
    when: mayMissRegistration,
  },
]);

const SPOT: readonly Plausible[] = sharing({ when: hasSpotGroups, measure: NOTICES }, [
  {
    path: 'spot.interruptedByBucket',
    basis:
      '**M**, within a bucket **G**: the AWS Spot Advisor gives the share interrupted in the trailing month as one of five buckets. The middle of each; 25 % for the open one, above 20 %',
    range: { least: 0.01, most: 0.05 },
    why: 'the ends of the first bucket of the Spot Advisor, and the others in proportion',
  },
  {
    path: 'spot.depthByBucket',
    basis: '**G**: a pool that is interrupted less is assumed to have more',
    range: null,
    why: 'its order alone matters, and groups.deepPercent, which is drawn',
  },
  {
    path: 'spot.reclaimShare',
    range: { least: 0.2, most: 1 },
    why: 'the largest share, from a fifth of a pool to all of it; the smallest in proportion',
  },
  {
    path: 'spot.recommendationProbability',
    basis: '**G**: the chance that a rebalance recommendation comes before the notice: AWS says "as early as possible", or with the notice',
    range: { least: 0, most: 1 },
    why: 'not published at all',
  },
  {
    path: 'spot.noticeSeen',
    basis: '**M**: the software of an instance saw its notice with 108 of the 120 s left (V.26)',
    range: { least: '5s', most: '30s' },
    why: '12 s in one report; software asks for the notice every 5 s or less often',
  },
  { path: 'spot.recommendationLead', range: { least: '2m', most: '60m' }, why: 'not published; at least as long as the notice' },
  {
    path: 'spot.shortageAfterReclaim',
    range: { least: '1m', most: '60m' },
    why: 'not published; capacity that was just taken back is not sold at once',
    measure: ACTIVITIES,
  },
]);

export const CAPACITY: readonly Plausible[] = [...GROUPS, ...SPOT];
