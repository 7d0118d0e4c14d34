/** Parameters of cluster auto scaling that AWS does not document, by the names of docs/model.md. Times in milliseconds. */
export interface ScalerSettings {
  readonly fromZero: 'two' | 'formula';
  readonly emptyGroup: 'steady' | 'aws2019';
  readonly scaleInShareMax: number;
  readonly scaleInRounding: 'floor' | 'ceil';
  readonly scaleInIntervalMs: number;
  readonly lowDatapoints: number;
  readonly highDatapoints: number;
  /** Whether the alarms count the newest measurement once the minute that it begins is over (`waits`), or at once. */
  readonly newestPoint: 'waits' | 'counts';
  readonly scaleInAfterScaleOutMs: number;
  readonly scaleInWaitsFrom: 'decision' | 'registered';
  readonly groupsCombine: 'max' | 'sum';
  readonly warmup: 'blocks' | 'counts';
  readonly countN: 'registered' | 'launched';
  /** The factor of the metric in a scale-out: N, or DesiredCapacity, which includes booting instances. */
  readonly scaleOutFrom: 'running' | 'desired';
  /** Whether DRAINING instances count in N and M. They have left DesiredCapacity, so counting them requests their replacement. */
  readonly drainingInstances: 'counted' | 'ignored';
  readonly launchTypeBusy: boolean;
  readonly incompatibleOnly: 'freeze' | 'ignore';
  readonly whenAdding: 'all-plus-step' | 'busy-plus-step';
  readonly daemonRoom: 'reserved' | 'ignored';
  readonly firstEvaluationMs: number;
  readonly evaluationIntervalMs: number;
  /**
   * From a measurement to its data point, the first evaluation (null: drawn for each provider), and from an evaluation to the action
   * (N.DLY-6).
   */
  readonly metricDelayMs: number;
  readonly evaluationPhaseMs: number | null;
  readonly actionDelayMs: number;
  readonly zoneTie: 'list' | 'rotate';
}

/** The defaults; docs/model.md has their sources. */
export const SCALER_DEFAULTS: ScalerSettings = {
  fromZero: 'two',
  emptyGroup: 'steady',
  scaleInShareMax: 0.5,
  scaleInRounding: 'floor',
  scaleInIntervalMs: 60_000,
  lowDatapoints: 15,
  highDatapoints: 1,
  newestPoint: 'counts',
  scaleInAfterScaleOutMs: 900_000,
  scaleInWaitsFrom: 'decision',
  groupsCombine: 'max',
  warmup: 'blocks',
  countN: 'registered',
  scaleOutFrom: 'running',
  drainingInstances: 'ignored',
  launchTypeBusy: true,
  incompatibleOnly: 'freeze',
  whenAdding: 'all-plus-step',
  daemonRoom: 'reserved',
  firstEvaluationMs: 60_000,
  evaluationIntervalMs: 60_000,
  metricDelayMs: 10_000,
  evaluationPhaseMs: null,
  actionDelayMs: 3_000,
  zoneTie: 'list',
};

/** `managedScaling` of a capacity provider, as numbers. */
export interface ManagedScaling {
  readonly isEnabled: boolean;
  readonly targetPercent: number;
  readonly minimumStep: number;
  readonly maximumStep: number;
  readonly warmupMs: number;
}

/** Of consecutive points, those that an alarm has counted. */
export function alarmPoints(points: number, { newestPoint }: Pick<ScalerSettings, 'newestPoint'>): number {
  return newestPoint === 'counts' ? points : Math.max(0, points - 1);
}
