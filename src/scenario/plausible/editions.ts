/** A behaviour of ECS that differs between the two values of awsBehaviour; a rule without a setting of its own. */
interface EditionDifference {
  readonly what: string;
  readonly current: string;
  readonly 'guide-2024': string;
  /** When AWS changed it, and where AWS wrote it. */
  readonly source: string;
}

export const EDITIONS: readonly EditionDifference[] = [
  {
    what: 'most CPU units at task level outside Fargate (T.TASK-2)',
    current: '196,608',
    'guide-2024': '10,240',
    source: 'API reference of 2026',
  },
  { what: 'most capacity providers in a strategy (C.CAP-04)', current: '20', 'guide-2024': '6', source: 'API reference of 2026' },
  {
    what: 'smallest ephemeral storage to ask for on Fargate',
    current: '20 GiB',
    'guide-2024': '21 GiB',
    source: 'API reference of 2026',
  },
  {
    what: 'Regions and operating systems of Fargate',
    current: 'those of today; a Region that the guide lacks is taken',
    'guide-2024': 'those of the guide',
    source: 'Developer Guide of 2026',
  },
  {
    what: 'instances that never register',
    current: 'terminated after 15 minutes',
    'guide-2024': 'stay',
    source: '24 April 2026, document history of the Developer Guide',
  },
  {
    what: 'a task that is lost in a rolling update (N.ROLL-1)',
    current: 'replaced by its own revision',
    'guide-2024': 'replaced by the newest revision',
    source: "What's New of November 2025",
  },
  {
    what: 'replacement of an unhealthy task',
    current: 'begins with its stop',
    'guide-2024': 'begins a turn after its stop',
    source: 'P.161 (2020) and CivicTechJobs 436 (2023)',
  },
  {
    what: 'images that are not found, with a circuit breaker (N.CB-7)',
    current: 'the third fails the deployment',
    'guide-2024': 'failures like others',
    source: 'Developer Guide of 2026, deployment-type-ecs',
  },
  {
    what: 'count of the circuit breaker when the first task of a deployment is RUNNING (N.CB-5)',
    current: 'stays',
    'guide-2024': '0',
    source: 'Developer Guide of 2026, deployment-circuit-breaker',
  },
  {
    what: 'longest wait of the start throttle (N.THR-1)',
    current: '27 minutes',
    'guide-2024': '15 minutes',
    source: 'Developer Guide of 2026, service-throttle-logic',
  },
  {
    what: 'manifest of an image (N.PULL-1)',
    current: 'asked for before the image',
    'guide-2024': 'not: a first failed pull takes 12.7 s instead of 26.34 s',
    source: 'agent 1.83, 2024',
  },
  {
    what: 'Availability Zone rebalancing of a service without the key (N.AZRB-1)',
    current: 'ENABLED where the service is eligible',
    'guide-2024': 'off, and the key is refused',
    source: '5 September 2025, Developer Guide, service-rebalancing',
  },
  newer('`resetOnHealthyTask` and `thresholdConfiguration` of the circuit breaker (N.CB-1)', "What's New of 1 July 2026"),
  newer('`restartPolicy` of a container (N.CTR-10)', 'agent 1.86, August 2024'),
  newer('`earlySuccessCriteria` (N.EARLY-1)', 'Developer Guide of 2026'),
  newer('`bakeTimeInMinutes` of a rolling update with alarms (N.STRAT-5)', 'Developer Guide of 2026'),
  newer('BLUE_GREEN, with `lifecycleHooks` (N.STRAT-1, N.HOOK-1)', '15 July 2025; PAUSE since 2026'),
  newer('LINEAR and CANARY (N.STRAT-1)', '28 October 2025'),
  newer('ARM64 on FARGATE_SPOT', 'Developer Guide of 2026, fargate-capacity-providers'),
  newer('`monitoring` of a service, and the two metrics of high resolution (N.MON)', '18 June 2026'),
];

function newer(what: string, source: string): EditionDifference {
  return { what, current: 'taken', 'guide-2024': 'refused', source };
}
