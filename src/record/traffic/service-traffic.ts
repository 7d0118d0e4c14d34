import type { RevisionLoad } from './revision-loads.js';

/** The load of a service in the minutes of an interval. Null: no data. */
export type IntervalLoad = Readonly<Load>;

interface Load {
  /** Minutes that ended in the interval. */
  minutes: number;
  requests: number;
  served: number;
  shed: number;
  requestsLost: number;
  /** At the end of the interval. */
  backlog: number;
  cpuPercent: number | null;
  memoryPercent: number | null;
  /** Highest over the minutes. */
  waitP95Ms: number | null;
  oldestMs: number | null;
  /** From arrival to the end of service; null for a queue. */
  responseMeanMs: number | null;
  /** Empty if the revisions of the service have no separate loads. */
  revisions: readonly RevisionLoad[];
  /** Decisions within the interval that raised and that lowered the desired count. */
  scaleOuts: number;
  scaleIns: number;
}

/** The load of a service over the run, and the decisions of its scaler. */
export interface ReportedTraffic {
  readonly service: string;
  /** The unit of the following counts; null without a load. */
  readonly load: 'requests' | 'messages' | null;
  readonly requests: number;
  readonly served: number;
  readonly shed: number;
  /** Of `shed`, up to the minute in which its first task served. Absent: none. */
  readonly shed_at_first?: number;
  /** Sent to tasks that did not answer: they hung, or had ended and were still in the rotation. With `errors`. */
  readonly requests_lost: number;
  /** `shed` and `requests_lost` together: summed over services with requests, the headline's `requests_lost`. */
  readonly shed_or_lost: number;
  /** Answered with an error because a dependency was down, which `served` has too, or failed at the load balancer. Absent: none. */
  readonly errors?: number;
  /** 95 % of the served requests fell into minutes whose p95 was at most this; null: no request was served, or the load is a queue. */
  readonly wait_p95_ms: number | null;
  readonly scale_outs: number;
  readonly scale_ins: number;
  /** Minutes with arrivals or a backlog in which no task served and no policy had data to act on (T.MET-2). */
  readonly minutes_without_data: number;
  /** Decisions that restored the desired count from before the previous decision. */
  readonly undone: number;
  /** Decisions among them by another policy than that of the reversed decision. */
  readonly undone_by_another: number;
}
