import type { ScalerSettings } from '../../autoscaling/cluster-scaler-settings.js';
import type { Ami } from '../../catalog/registered.js';
import type { Ms } from '../../kernel/event-loop.js';
import { FARGATE_PULLS_2026, PULL_DEFAULTS } from '../../services/pulls/pull-settings.js';
import type { Timings, WaitingSettings } from '../../sim/setup.js';
import type { Scenario } from '../schema.js';
import { distribution, durationMs } from '../units.js';

const OLDER_LINUX = { median: '40s', p95: '60s' };

/** From launch to ACTIVE, by `cluster.ami`; the basis of `timings.instanceBoot` names the records. */
export const BOOTS: Readonly<Record<Ami, { readonly median: string; readonly p95: string }>> = {
  al2023: { median: '28s', p95: '42s' },
  al2: OLDER_LINUX,
  al1: OLDER_LINUX,
  bottlerocket: { median: '26s', p95: '39s' },
  windows: { median: '6m', p95: '9m' },
};

/** Returns the given boot, or that of the image. */
export function bootOf({ timings, cluster }: Scenario): NonNullable<Scenario['timings']['instanceBoot']> {
  return timings.instanceBoot ?? { lognormal: BOOTS[cluster.ami] };
}

/** Returns the wait between the checks of a starting container on an instance; null: the check's interval. */
export function checkStartIntervalOf({ timings, awsBehaviour, serviceScheduler }: Scenario): number | null {
  const isOfToday = awsBehaviour === 'current' && serviceScheduler.reaction === 'turns';
  const { checkStartInterval = isOfToday ? '5s' : 'none' } = timings;
  return checkStartInterval === 'none' ? null : durationMs(checkStartInterval);
}

export function timingsOf(scenario: Scenario): Timings {
  const { timings: t, imagePullBehavior, awsBehaviour, serviceScheduler } = scenario;
  const onFargate = awsBehaviour === 'current' && serviceScheduler.reaction === 'turns' ? FARGATE_PULLS_2026 : PULL_DEFAULTS;
  return {
    instanceBoot: distribution(bootOf(scenario)),
    warmStart: distribution(t.warmStart),
    warmRegister: distribution(t.warmRegister),
    trunkAttach: distribution(t.trunkAttach),
    eniAttach: distribution(t.eniAttach),
    imagePull: distribution(t.imagePull),
    windowsPullFactor: t.windowsPullFactor,
    containerStart: distribution(t.containerStart),
    containerStop: distribution(t.containerStop),
    hungStop: t.hungStop,
    checkStartIntervalMs: checkStartIntervalOf(scenario),
    eniDetach: distribution(t.eniDetach),
    volumeAttach: distribution(t.volumeAttach),
    volumeDetachMs: durationMs(t.volumeDetach),
    imagePullBehavior,
    fargatePullsUpfront: t.fargatePullsUpfront,
    pulls: {
      jitter: t.pullRetryJitter,
      tryTimeoutMs: durationMs(t.pullTryTimeout),
      // The agent fetches the manifest first since 1.83 of 2024.
      fetchesManifest: awsBehaviour === 'current',
      fargateFailureMs: t.fargatePullFailure === undefined ? onFargate.fargateFailureMs : durationMs(t.fargatePullFailure),
      fargateRefusalMs: t.fargatePullRefusal === undefined ? onFargate.fargateRefusalMs : durationMs(t.fargatePullRefusal),
    },
  };
}

export function scalerOf({ scaler }: Scenario): ScalerSettings {
  const { scaleInInterval, scaleInAfterScaleOut, firstEvaluation, evaluationInterval, ...delayed } = scaler;
  const { metricDelay, evaluationPhase, actionDelay, newestPoint, ...same } = delayed;
  return {
    ...same,
    // A scenario that gives the phase of the evaluations fixes the moment of each step (N.DLY-6).
    newestPoint: newestPoint ?? (evaluationPhase === 'drawn' ? 'waits' : 'counts'),
    scaleInIntervalMs: durationMs(scaleInInterval),
    scaleInAfterScaleOutMs: durationMs(scaleInAfterScaleOut),
    firstEvaluationMs: durationMs(firstEvaluation),
    evaluationIntervalMs: durationMs(evaluationInterval),
    metricDelayMs: durationMs(metricDelay),
    evaluationPhaseMs: evaluationPhase === 'drawn' ? null : durationMs(evaluationPhase),
    actionDelayMs: durationMs(actionDelay),
  };
}

/** N.REG-1: ECS terminates such instances since April 2026. */
const REGISTRATION_TIMEOUT = { current: '15m', 'guide-2024': 'never' };

export function registrationTimeoutOf({ registration, awsBehaviour }: Scenario): Ms | null {
  const { timeout = REGISTRATION_TIMEOUT[awsBehaviour] } = registration;
  return timeout === 'never' ? null : durationMs(timeout);
}

export function waitingOf({ waiting }: Scenario): WaitingSettings {
  const { retryEvery, provisioningTimeout, ...same } = waiting;
  const msOrNull = (text: string) => (text === 'none' ? null : durationMs(text));
  return { ...same, retryEveryMs: msOrNull(retryEvery), provisioningTimeoutMs: msOrNull(provisioningTimeout) };
}
