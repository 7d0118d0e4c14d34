import fargateOrEc2 from '../../../scenarios/capacity/fargate-or-ec2.yaml?raw';
import spotDraining from '../../../scenarios/capacity/spot-draining.yaml?raw';
import metric from '../../../scenarios/guide/metric.yaml?raw';
import eniLimits from '../../../scenarios/placement/eni-limits.yaml?raw';
import emptyClusterLoop from '../../../scenarios/questions/empty-cluster-loop.yaml?raw';
import headroom from '../../../scenarios/scaling/headroom.yaml?raw';
import nightlyBatch from '../../../scenarios/scaling/nightly-batch.yaml?raw';
import spreadOrBinpack from '../../../scenarios/scaling/spread-or-binpack.yaml?raw';
import warmUp from '../../../scenarios/scaling/warm-up.yaml?raw';
import circuitBreaker from '../../../scenarios/services/circuit-breaker.yaml?raw';
import overshoot from '../../../scenarios/services/overshoot.yaml?raw';
import twoLoops from '../../../scenarios/services/two-loops.yaml?raw';
import type { LessonId } from './lesson.js';

/** The scenario of each lesson, in the page itself: a course works from disk. */
export const LESSON_TEXTS: Readonly<Record<LessonId, string>> = {
  metric,
  packing: spreadOrBinpack,
  headroom,
  warmUp,
  interfaces: eniLimits,
  nightly: nightlyBatch,
  twoLoops,
  overshoot,
  breaker: circuitBreaker,
  spotNotice: spotDraining,
  breakEven: fargateOrEc2,
  examination: emptyClusterLoop,
};
