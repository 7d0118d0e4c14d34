import { describe, expect, it } from 'vitest';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { type NativeShift, nativeSteps } from '../../src/services/deployments/native.js';
import { CODE_DEPLOY_CONFIGS, codeDeploySteps } from '../../src/services/deployments/traffic.js';
import { RolloutState } from '../../src/services/service-states.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import { DeploymentCause, Fact } from '../../src/sim/facts.js';
import { deploymentSpecWith, simulate } from '../sim/deployed.js';
import { constantly, requests } from '../sim/loaded.js';
import { CARE, MINUTE, type Recorder, taskDefinition } from '../sim/setups.js';

const { IN_PROGRESS, COMPLETED, FAILED } = RolloutState;

/** Requests a second of each revision in the minute that ends then. */
const rates = (recorder: Recorder, minute: number) =>
  [0, 1, 2].map((revision) => {
    const fact = recorder.of(Fact.revisionLoaded).find(({ atMs, args }) => atMs === minute * MINUTE && args[1] === revision);
    return (fact?.args[2] ?? 0) / 60_000;
  });
/** Tasks of each revision that serve in the minute. */
const tasks = (recorder: Recorder, minute: number) =>
  [0, 1, 2].map((revision) => {
    const fact = recorder.of(Fact.revisionMeasured).find(({ atMs, args }) => atMs === minute * MINUTE && args[1] === revision);
    return (fact?.args[2] ?? 0) / 1_000;
  });
const rollouts = (recorder: Recorder) =>
  recorder.of(Fact.deploymentChanged).map(({ args: [, revision, rollout, cause] }) => [revision, rollout, cause]);

const native = (shift: NativeShift): DeploymentSpec['shift'] => ({
  kind: 'native',
  rules: { steps: nativeSteps(shift), bakeMs: 5 * MINUTE, hooks: [] },
});
const LINEAR = native({ strategy: 'LINEAR', stepPercent: 25, stepBakeTimeInMinutes: 2 });
const CANARY = native({ strategy: 'CANARY', canaryPercent: 10, canaryBakeTimeInMinutes: 10 });
const BLUE_GREEN = native({ strategy: 'BLUE_GREEN' });

/** 40 requests a second come to four tasks; a deployment begins at minute 10, and a user stops it. */
function stopped(shift: DeploymentSpec['shift'], minute: number, rollsBack: boolean, more: DeploymentSpec['revisions'] = []): Recorder {
  const spec = deploymentSpecWith({ shift });
  const deploymentSpec = { ...spec, revisions: [...spec.revisions, ...more], checks: [...spec.checks, ...more.map(() => [])] };
  return simulate(
    requests(constantly(40), ...deploymentSpec.revisions.map(() => ({}))),
    { deploymentSpec },
    {
      taskDefinitions: [taskDefinition(), taskDefinition({ revision: 2 }), taskDefinition({ revision: 3 })],
      faults: [{ kind: 'stopDeployment', service: 0, rollsBack, fromMs: minute * MINUTE }],
    },
  );
}

// Green is healthy at 10 min 40 s; then it gets 25 %, and 25 % more every two minutes.
describe('a deployment that shifts traffic and is stopped', () => {
  it.each([
    ['a linear one between two steps', LINEAR, 13, [20, 20, 0]],
    ['a canary', CANARY, 13, [36, 4, 0]],
    ['a blue/green one that bakes', BLUE_GREEN, 13, [0, 40, 0]],
    ['one whose green is not ready', BLUE_GREEN, 10.1, [40, 0, 0]],
  ] as const)('without a rollback leaves traffic and both revisions as they are: %s', (_, shift, minute, shares) => {
    const recorder = stopped(shift, minute, false);
    for (const later of [14, 30]) expect(rates(recorder, later)).toEqual(shares.map((share) => expect.closeTo(share, 6)));
    expect(tasks(recorder, 30)).toEqual([4, 4, 0]);
    expect(rollouts(recorder).slice(-2)).toEqual([
      [1, IN_PROGRESS, DeploymentCause.begun],
      [1, FAILED, DeploymentCause.stopped],
    ]);
  });

  it.each([
    ['a linear one between two steps', LINEAR, 13],
    ['a canary', CANARY, 13],
    ['a blue/green one that bakes', BLUE_GREEN, 13],
  ] as const)('with a rollback is blue alone again, at once: %s', (_, shift, minute) => {
    const recorder = stopped(shift, minute, true);
    expect(rates(recorder, minute + 1)).toEqual([40, 0, 0]);
    expect(tasks(recorder, 20)).toEqual([4, 0, 0]);
    expect(rollouts(recorder).slice(-4)).toEqual([
      [1, IN_PROGRESS, DeploymentCause.begun],
      [1, FAILED, DeploymentCause.stopped],
      [0, IN_PROGRESS, DeploymentCause.begun],
      [0, COMPLETED, DeploymentCause.steady],
    ]);
  });

  it('[S.BG-8] of CodeDeploy keeps both task sets where the user stops it without rollback', () => {
    const steps = codeDeploySteps(CODE_DEPLOY_CONFIGS['CodeDeployDefault.ECSCanary10Percent5Minutes'], CARE.deployments);
    const rules = { steps, readyWaitMs: 0, terminationWaitMs: 5 * MINUTE, isAutoRollback: true, hooks: [] };
    const recorder = stopped({ kind: 'codeDeploy', rules }, 13, false);
    expect([rates(recorder, 30), tasks(recorder, 30)]).toEqual([[36, 4, 0], [4, 4, 0]]); // biome-ignore format: rows
    expect(rollouts(recorder).filter(([, rollout]) => rollout === FAILED)).toEqual([[1, FAILED, DeploymentCause.stopped]]);
  });

  it('is superseded by the next deployment, for which the revision before it is blue', () => {
    const recorder = stopped(LINEAR, 13, false, [{ atMs: 20 * MINUTE, taskDefinition: 2, mode: SOUND }]);
    expect(rates(recorder, 22)).toEqual([30, 0, 10]);
    expect(tasks(recorder, 35)).toEqual([0, 0, 4]);
    expect(rollouts(recorder).at(-1)).toEqual([2, COMPLETED, DeploymentCause.steady]);
  });
});
