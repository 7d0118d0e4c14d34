import type { Ms } from '../../kernel/event-loop.js';
import type { FactKind } from '../../sim/facts.js';
import type { TimelineFault } from './timeline.js';

/** The counts of a fault: plain data. Their meaning depends on the fault; `effectOf` puts them into words. */
export interface Tally {
  /** Instances, pulls or calls that it affected; tasks that it ended or protected. */
  hits: number;
  tasks: number;
  /** Tasks on Fargate that it ended; requests that failed for lack of Fargate capacity, and deregistrations. */
  onFargate: number;
  refused: number;
  /** Failed launches, and the highest number of missing instances. */
  failures: number;
  most: number;
  /** Sum and maximum of the durations of the hits. */
  sumMs: Ms;
  longestMs: Ms;
  /** Instances under its notice, and those with failing status checks. */
  noticed: number[];
  /** Tasks that were placed while it lasted and have no network interface yet. */
  attaching: number[];
  /** Tasks that wait for agents or for Fargate in the latest minute, and the most that waited for Fargate in one minute. */
  minuteMs: Ms;
  waiting: number;
  mostOnFargate: number;
}

export const noTally = (): Tally => ({
  ...{ hits: 0, tasks: 0, failures: 0, most: 0, sumMs: 0, longestMs: 0 },
  ...{ onFargate: 0, refused: 0 },
  ...{ noticed: [], attaching: [], minuteMs: -1, waiting: 0, mostOnFargate: 0 },
});

/** How the facts of a fault are counted, and its effects in words. */
export interface CountedFault {
  count(fault: TimelineFault, tally: Tally, inputs: TallyInputs): void;
  text(tally: Tally, fault: TimelineFault): string;
}

/** A living instance. `boots` are the tallies of the slowBoot faults active at its launch; null: it rested in its warm pool running. */
export interface TallyState {
  readonly launchedMs: Ms;
  readonly type: number;
  readonly zone: number;
  readonly isSpot: boolean;
  readonly boots: readonly number[] | null;
}

/** A fact with its instance, before that is removed, and the tasks lost with it; or with the zone of its task on Fargate. */
export interface TallyInputs {
  readonly kind: FactKind;
  readonly atMs: Ms;
  readonly args: readonly [a: number, b: number, c: number, d: number];
  readonly seen: TallyState | undefined;
  readonly lost: number;
  /** Zone of its task on Fargate, if the fact is about one. */
  readonly zone: number | undefined;
}
