import type { Ms } from '../kernel/event-loop.js';
import type { Sentence } from '../kernel/sentence.js';
import type { Activity } from './activity-log.js';
import type { SpotTraceUse } from './capacity/spot-traces.js';
import type { ReportedFault } from './faults/fault-log.js';
import type { RunFigures } from './figures-recorder.js';
import type { FleetMap } from './fleet/fleet-map.js';
import type { LongWait } from './longest-waits.js';
import type { ReportedRefresh } from './refreshes.js';
import type { ServiceSeries } from './rollouts/rollout-series.js';
import type { RunSeries } from './series.js';
import type { Waiting } from './waiting-reasons.js';

/** The results of a run from which summary, charts and page are made. */
export interface RunRecord extends RunFigures {
  readonly endMs: Ms;
  /** Time 0 on the calendar, in milliseconds since 1970 UTC. */
  readonly startsAtMs: number;
  readonly series: RunSeries;
  readonly waitHistogram: readonly number[];
  /** The task that has waited longest for RUNNING, without daemons: of those that still wait, else of the others; null: there is none. */
  readonly longestWait: LongestWait | null;
  /** Why the tasks that still wait at the end wait. */
  readonly stillWaiting: readonly Waiting[];
  /** The effects of each fault of the timeline. */
  readonly faults: readonly ReportedFault[];
  /** Instance refreshes in order of time. */
  readonly refreshes: readonly ReportedRefresh[];
  /** Sentences about the causes that held services up. */
  readonly troubles: readonly string[];
  /** Sentences about groups that scaled up and down, and tasks that stayed on their instances. */
  readonly capacityNotes: readonly string[];
  /** Spot pools with a trace. */
  readonly spotTraces: readonly SpotTraceUse[];
  /** Limits of the model, with the part of the run that they concern. */
  readonly leftOut: readonly Sentence[];
  /** The services that have more than one deployment. */
  readonly services: readonly ServiceSeries[];
  /** Events with their reasons, in order of time; of activities beyond the limit of a page, only the count is kept. */
  readonly activities: readonly Activity[];
  readonly activitiesLeftOut: number;
  readonly fleet: FleetMap;
  readonly longestWaits: readonly LongWait[];
}

export interface LongestWait {
  readonly task: number;
  readonly waitMs: Ms;
  /** False: it still waits at the end of the run. */
  readonly isOver: boolean;
}
