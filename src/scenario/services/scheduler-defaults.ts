import type { Scenario } from '../schema.js';

type Scheduler = Scenario['serviceScheduler'];

/** At turns, whatever the edition. */
const TURNS = {
  deploysAfter: '10s',
  replacesExited: 'onceStopped',
  containerHealthReport: { uniform: { min: '4s', max: '24s' } },
  checkingNodes: 2,
  unhealthyReaction: { uniform: { min: '0s', max: '35s' } },
  breakerCountsStarts: 'replacedOnFargate',
  breakerCountsChecksAfter: '50s',
} as const satisfies Partial<Scheduler>;

/**
 * What a scenario leaves out, by how the scheduler acts: by a given reaction, or at turns of an edition. Logs of 2015 to 2023 show no waits
 * (V.2, V.3, V.7, P.52, P.53, P.55) but those for an update to begin (P.139) and for a new task to replace an old one, which was shorter
 * (P.51, P.73).
 */
const DEFAULTS = {
  reaction: {
    deploysAfter: '0s',
    createsAfter: '0s',
    replacesAfter: '0s',
    settlesAfter: '0s',
    completesAfter: '0s',
    shiftsComplete: 'baked',
    healthyAfter: '40s',
    replacesExited: 'atExit',
    containerHealthReport: '0s',
    checkingNodes: 1,
    unhealthyReaction: '0s',
    stopTaskReaction: '0s',
    breakerCountsStarts: 'atOnce',
    breakerCountsChecksAfter: '0s',
  },
  'guide-2024': {
    ...TURNS,
    createsAfter: '0s',
    replacesAfter: '30s',
    settlesAfter: '0s',
    completesAfter: '0s',
    shiftsComplete: 'baked',
    healthyAfter: '0s',
    stopTaskReaction: '0s',
  },
  current: {
    ...TURNS,
    createsAfter: '10s',
    replacesAfter: '50s',
    settlesAfter: '40s',
    completesAfter: '40s',
    shiftsComplete: 'cleanedUp',
    healthyAfter: '40s',
    stopTaskReaction: { uniform: { min: '0s', max: '45s' } },
  },
} as const satisfies Record<string, Partial<Scheduler>>;

const DRAINING_TASKS = { current: 'goneWithoutServiceConnect', 'guide-2024': 'counted' } as const;

type Key = keyof (typeof DEFAULTS)['current'] | 'drainingTasks';
type CompleteScheduler = Scheduler & { readonly [K in Key]: NonNullable<Scheduler[K]> };

/** Returns the settings of the service scheduler, with the defaults that depend on the edition and on `reaction`. */
export function schedulerOf({ serviceScheduler, awsBehaviour }: Scenario): CompleteScheduler {
  const { reaction, deploysAfter } = serviceScheduler;
  // A key that a file leaves out is not there, so that none hides its default.
  return {
    drainingTasks: DRAINING_TASKS[awsBehaviour],
    ...DEFAULTS[reaction === 'turns' ? awsBehaviour : 'reaction'],
    ...(deploysAfter !== undefined && { createsAfter: deploysAfter }),
    ...serviceScheduler,
  } as CompleteScheduler;
}
