import type { Ms } from '../../kernel/event-loop.js';
import type { FactKind } from '../../sim/facts.js';

/** What was seen of a fault: plain data. What a number counts depends on the fault, and `effectOf` tells it. */
export interface Tally {
  /** Instances, pulls or calls that it hit; tasks that it took or kept. */
  hits: number;
  tasks: number;
  /** Tasks on Fargate that it ended; requests that failed for Fargate's capacity, and deregistrations. */
  onFargate: number;
  refused: number;
  /** Launches that failed, and the most instances that lacked. */
  failures: number;
  most: number;
  /** Of the hits, how long each took. */
  sumMs: Ms;
  longestMs: Ms;
  /** Instances under its notice, and those whose status checks fail. */
  noticed: number[];
  /** The latest minute's tasks that wait for agents, or for Fargate, and the most of a minute that waited for Fargate. */
  minuteMs: Ms;
  waiting: number;
  mostOnFargate: number;
}

export const noTally = (): Tally => ({
  ...{ hits: 0, tasks: 0, failures: 0, most: 0, sumMs: 0, longestMs: 0 },
  ...{ onFargate: 0, refused: 0 },
  ...{ noticed: [], minuteMs: -1, waiting: 0, mostOnFargate: 0 },
});

/** An instance that lives, as far as faults ask; `boots` are the tallies of slowBoot faults under which it was launched; null: it rested in its warm pool running. */
export interface TallyState {
  readonly launchedMs: Ms;
  readonly type: number;
  readonly zone: number;
  readonly isSpot: boolean;
  readonly boots: readonly number[] | null;
}

/** A fact with the instance that it is about, before it is gone, and the tasks that went with it; or with the zone of a task on Fargate. */
export interface TallyInputs {
  readonly kind: FactKind;
  readonly atMs: Ms;
  readonly args: readonly [a: number, b: number, c: number, d: number];
  readonly seen: TallyState | undefined;
  readonly lost: number;
  /** Where its task runs on Fargate, if it is about one. */
  readonly zone: number | undefined;
}
