import { show } from '../text/suggest.js';

/** A setting whose value differs from the default of its edition on some days. */
export interface DatedSetting {
  /** `*`: each block of a list. */
  readonly path: string;
  readonly value: unknown;
  /** The first day with this value; absent: from the beginning of ECS. */
  readonly from?: string;
  /** The first day without it. */
  readonly until: string;
  readonly source: string;
}

/** The day on which AWS announced ECS. */
const FIRST_DAY = '2014-11-13';
const DAY_LENGTH = FIRST_DAY.length;

/** The first day of the edition `current`: records of 2025 show the waits of today, those of 2022 do not (docs/validation.md). */
const CURRENT_FROM = '2025-01-01';

/** The settings of each day, for a scenario that leaves them out. */
export const DATED: readonly DatedSetting[] = [
  {
    path: 'quotas.fargateLaunchBurst',
    value: 10,
    until: '2021-01-01',
    source:
      'P.114 (2020); gchq/sleeper 20 has it as the old limit in 2022. "Over the past year" it rose, as AWS wrote then ("Under the hood: Amazon ECS and AWS Fargate increase task launch rates")',
  },
  { path: 'quotas.fargateLaunchesPerSecond', value: 1, until: '2021-01-01', source: 'as for the burst' },
  {
    path: 'fargate.start.machine',
    value: '19s',
    from: '2019-12-01',
    until: '2021-12-01',
    source:
      'nine records of nine accounts have 12.0 to 28.3 s before the pull, 19.5 in the middle, with platform versions 1.3.0 and 1.4.0 (P.29, P.113, P.150, P.151, P.352, P.353, P.357, P.373, P.374); one of May 2019 has 13.7 s, and those since December 2021 have 10 to 14 s (V.16, P.15)',
  },
  {
    path: 'fargate.stop.exitNoticed',
    value: '0s',
    until: '2021-01-01',
    source:
      'three records of August to October 2020 (P.17, P.29, P.353); services of 2018 and 2019 were steady sooner than 10 s more would allow (P.73, P.96, P.391), and an end of those years took 13 to 33 s in all (P.151); a record of July 2021 has 12 s (P.150)',
  },
  {
    path: 'scaler.scaleInShareMax',
    value: 0.05,
    until: '2022-09-01',
    source: 'AWS, "Faster Scaling-in for Amazon ECS Cluster Auto Scaling" (A.CAS-16)',
  },
  {
    path: 'serviceScheduler.sigtermFirst',
    value: true,
    until: '2023-02-13',
    source: "What's New of that day, accuracy of service load balancing",
  },
  { path: 'placement.stoppingRoom', value: 'held', until: '2023-06-30', source: "What's New of that day (N.ROOM-1)" },
  {
    path: 'cluster.capacityProviders.*.autoScalingGroupProvider.managedDraining',
    value: 'DISABLED',
    until: '2024-01-01',
    source: 'January 2024 (A.CAS-19)',
  },
  {
    path: 'serviceScheduler.breakerThresholdMin',
    value: 10,
    until: '2024-01-08',
    source: "What's New of that day, deployment monitoring; aws/containers-roadmap 1247 and 1583",
  },
  {
    path: 'serviceScheduler.versionConsistency',
    value: 'enabled',
    from: '2024-06-01',
    until: CURRENT_FROM,
    source: 'agent 1.83 and aws/amazon-ecs-agent 4226',
  },
  {
    path: 'timings.checkStartInterval',
    value: '5s',
    from: '2024-03-26',
    until: CURRENT_FROM,
    source: 'Docker 25.0.3 in the AMI of Amazon Linux 2023 (aws/amazon-ecs-ami 228)',
  },
  {
    path: 'services.*.availabilityZoneRebalancing',
    value: 'DISABLED',
    from: CURRENT_FROM,
    until: '2025-09-05',
    source: 'Developer Guide, service-rebalancing',
  },
  {
    path: 'registration.timeout',
    value: 'never',
    from: CURRENT_FROM,
    until: '2026-04-24',
    source: 'document history of the Developer Guide',
  },
];

/** A day or a month. */
export const DAY = /^\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/;

/** Returns why a text is no edition. */
export function noEdition(input: unknown): string {
  if (typeof input === 'string' && DAY.test(input) && isBeforeEcs(input))
    return `ECS was announced on ${FIRST_DAY}: "${input}" is before it; write a later day, or guide-2024`;
  return `${show(input)} is no edition: current, guide-2024, or a day or month such as "2020-12-17" or "2020-12"`;
}

function isBeforeEcs(day: string): boolean {
  return day < FIRST_DAY.slice(0, day.length);
}

/** Returns the day or month that the text of a scenario has in `awsBehaviour`; null: an edition, or none. */
export function writtenDay(root: unknown): string | null {
  const { awsBehaviour } = (root ?? {}) as { awsBehaviour?: unknown };
  return typeof awsBehaviour === 'string' && DAY.test(awsBehaviour) ? awsBehaviour : null;
}

/**
 * Replaces a day or month in `awsBehaviour` by its edition, and adds the settings of that day that the document leaves out. Changes the
 * document in place.
 */
export function setDatedSettings(root: unknown): void {
  const written = writtenDay(root);
  if (written === null || isBeforeEcs(written)) return;
  const day = written.length === DAY_LENGTH ? written : `${written}-01`;
  (root as { awsBehaviour: unknown }).awsBehaviour = day < CURRENT_FROM ? 'guide-2024' : 'current';
  const settings = DATED.filter(({ from = '', until }) => from <= day && day < until);
  for (const { path, value } of settings) setAbsent(root, path.split('.'), value);
}

/** Returns a warning for a run that begins before the edition `current` and names no edition; null for others. */
export function editionHint(root: unknown): string | null {
  const { startsAt, awsBehaviour } = (root ?? {}) as { startsAt?: unknown; awsBehaviour?: unknown };
  if (typeof startsAt !== 'string' || awsBehaviour !== undefined || startsAt >= CURRENT_FROM) return null;
  const day = startsAt.slice(0, DAY_LENGTH);
  return `the run begins on ${day}, but ECS is as it is today: write awsBehaviour: ${isBeforeEcs(day) ? FIRST_DAY : day} for ECS as it was then, or awsBehaviour: current`;
}

/** Sets the value at a path below a node where it is absent, with the blocks on its way. Other values stay, such as `quotas: none`. */
function setAbsent(node: unknown, [step, ...rest]: readonly string[], value: unknown): void {
  if (step === '*') {
    if (Array.isArray(node)) for (const item of node) setAbsent(item, rest, value);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const block = node as Record<string, unknown>;
  // Null is a mistake, which the schema reports. Lists are not added.
  if (block[step!] === undefined && rest[0] !== '*') block[step!] = rest.length === 0 ? value : {};
  if (rest.length > 0) setAbsent(block[step!], rest, value);
}
