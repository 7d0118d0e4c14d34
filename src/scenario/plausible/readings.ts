/** A setting whose default is a choice between statements of AWS, or simplifies one; its source is known, so it is not drawn. */
export interface Reading {
  readonly path: string;
  /** The marks of the model (docs/model.md), a colon, and the statements. */
  readonly basis: string;
}

/** Settings with the marks X and D whose description lacks the reason of their default. */
export const READINGS: readonly Reading[] = [
  {
    path: 'awsBehaviour',
    basis:
      '**X**: the rules come from the Developer Guide of early 2024. Pages and records of 2025 and 2026 differ (docs/reference/editions.md); `guide-2024` keeps the older behaviour',
  },
  {
    path: 'imagePullBehavior',
    basis:
      '**D**, simplified: page "Amazon ECS container agent configuration", T.IMG-1. `always` pulls for every task. The other three are alike while the registry is up, because images do not change in a run',
  },
  {
    path: 'taskMemorySum',
    basis:
      '**X**: AWS refuses a sum of `memoryReservation` above the task\'s memory (pulumi/pulumi-awsx 1220, of 2024); its page says "memory reserved for all containers", which is `memory` for a container without a `memoryReservation`',
  },
  {
    path: 'cluster.accountSettings.trunkLimits',
    basis: '**X**: the table in "Elastic network interface trunking". `ec2-api` adds a formula for other types: a guess about ECS',
  },
  {
    path: 'cluster.accountSettings.trunkUnsupported',
    basis: '**X**: 15 types are in that table and in the list of types without trunks (C.X-04)',
  },
  {
    path: 'waiting.quotaOverflow',
    basis: '**X**: the quota is documented; above it AWS says only "throttled" (A.CAS-20)',
  },
  {
    path: 'waiting.provisioningTimeout',
    basis:
      '**X**: the guide has tasks wait in PROVISIONING until there is room; in 2020 they were stopped after 10 to 30 minutes (aws/containers-roadmap 2381)',
  },
  {
    path: 'scaler.scaleOutFrom',
    basis:
      "**X**: AWS's examples have ceil(100 M / target), N times the metric (A.CAS-15); EC2's target tracking multiplies the current capacity with booting instances (A.ASG-5). They differ only while instances boot and none is within its warm-up. `desired` gives M.4, with a warm-up of a second, the ten minutes that were seen",
  },
  {
    path: 'scaler.drainingInstances',
    basis:
      "**X**: T.LIFE-7 keeps draining instances in a cluster's reservation metrics; for CapacityProviderReservation that is not documented. `counted`: each scale-in by draining causes a larger scale-out, because replacements of the tasks wait already. An instance that an operator drains stays in DesiredCapacity (C.DRN-08) and counts with either value",
  },
  {
    path: 'scaler.launchTypeBusy',
    basis: '**X**: C.SIN-01 says any non-daemon task makes an instance busy, C.CAP-03 that launch-type tasks are unseen by the metric',
  },
  {
    path: 'scaler.groupsCombine',
    basis:
      '**X**: talks of AWS say the largest need over the groups of equal tasks (A.CAS-8), the pages say nothing. `max` is a lower bound: more follows in later minutes',
  },
  {
    path: 'scaler.incompatibleOnly',
    basis: '**X**: C.SOUT-05 read literally: one oversized task that waits alone stops scale-in too',
  },
  {
    path: 'scaler.whenAdding',
    basis: '**X**: A.CAS-9 bounds M by N plus the step; counting from busy ones would let a group shrink while tasks wait',
  },
  {
    path: 'scaler.emptyGroup',
    basis:
      '**X**: AWS publishes 100 for M = N = 0 (A.CAS-3). With a target below 100 that starts, empties and starts again (aws/containers-roadmap 653); whether it still does is not known',
  },
  {
    path: 'scaler.warmup',
    basis: "**X**: pages of ECS have a hard wait (C.SOUT-08), EC2's have warming instances count as capacity (A.CAS-12)",
  },
  {
    path: 'scaler.fromZero',
    basis: '**X**: "always two" (C.SOUT-09) against ceil(200 / target), which is three at a target of 90',
  },
  {
    path: 'scaler.scaleInShareMax',
    basis:
      '**X**: "less than 50 %" on one page, "up to 50 %" in the announcement of 2022; 0.05 before that (A.CAS-16). Exactly half may go here',
  },
  {
    path: 'groups.terminationTie',
    basis:
      '**D**, simplified: AWS leaves ties of the policies to chance (page "Configure termination policies for Amazon EC2 Auto Scaling", A.ASG-10), as `drawn` does; `oldest` keeps runs comparable',
  },
  {
    path: 'groups.suspendAfter',
    basis:
      '**X**: AWS may suspend a group that has launched nothing for more than 24 hours (A.ASG-13); whether and when is not certain. A suspended group is not resumed here',
  },
  {
    path: 'serviceScheduler.stoppingCounts',
    basis:
      '**X**: whether stopping tasks count towards `maximumPercent`: two pages of AWS say so, two do not (S.DEP-4). They counted in August 2026 (matanweisz/allcloud-assignment, evidence 08)',
  },
  {
    path: 'serviceScheduler.healthyAfter',
    basis:
      '**X**: 40 seconds from RUNNING without any check (API, DeploymentConfiguration), or at once (page container-instance-draining, N.HLTH-1; logs of 2015 to 2022: V.3, P.52, P.53)',
  },
  {
    path: 'serviceScheduler.allUnhealthy',
    basis:
      '**D**: requests go to all targets of a group that has only unhealthy ones ("Health checks for Application Load Balancer target groups"). That those serve them as healthy ones do is **G**',
  },
  {
    path: 'timings.checkStartInterval',
    basis:
      '**D**: the default of Docker Engine 25 (page "Dockerfile reference", HEALTHCHECK), which the AMI of Amazon Linux 2023 has had since 26 March 2024 (aws/amazon-ecs-ami 228). On Fargate checks come each interval (aws/containers-roadmap 2473)',
  },
];
