import { DEPLOYMENT_DEFAULTS } from '../../services/deployments/deployment-settings.js';
import { HOOK_CALLBACK_MS, type NativeHook, type NativeRules, NETWORK_SHIFT_MS, nativeSteps } from '../../services/deployments/native.js';
import { CODE_DEPLOY_CONFIGS, CODE_DEPLOY_DEFAULT, codeDeploySteps } from '../../services/deployments/traffic.js';
import type { ShiftSpec } from '../../sim/deployment-spec.js';
import type { Scenario, ServiceText } from '../schema.js';
import { durationMs } from '../units.js';
import { schedulerOf } from './scheduler-defaults.js';
import { targetGroupAt, typeOf } from './target-group.js';

/** How traffic moves to a new deployment of the service; null: it has rolling updates, or another controller deploys. */
export function shiftOf(service: ServiceText, scenario: Scenario): ShiftSpec | null {
  const { deploymentController, deploymentConfiguration, codeDeploy } = service;
  if (deploymentController?.type === 'CODE_DEPLOY') {
    const {
      deploymentConfigName = CODE_DEPLOY_DEFAULT,
      readyWait = '0s',
      terminationWait = '0s',
      autoRollback = true,
      hooks = [],
    } = codeDeploy ?? {};
    const steps = codeDeploySteps(CODE_DEPLOY_CONFIGS[deploymentConfigName]!, DEPLOYMENT_DEFAULTS);
    const rules = {
      steps,
      readyWaitMs: durationMs(readyWait),
      terminationWaitMs: durationMs(terminationWait),
      isAutoRollback: autoRollback,
      hooks: hooks.map(({ lifecycleEvent: event, takes }) => ({ event, takesMs: durationMs(takes) })),
    };
    return { kind: 'codeDeploy', rules };
  }
  const {
    strategy = 'ROLLING',
    bakeTimeInMinutes = 0,
    canaryConfiguration,
    linearConfiguration,
    lifecycleHooks = [],
  } = deploymentConfiguration;
  if (strategy === 'ROLLING' || deploymentController?.type === 'EXTERNAL') return null;
  const steps = nativeSteps({ strategy, ...canaryConfiguration, ...linearConfiguration });
  const rules = {
    steps,
    bakeMs: bakeTimeInMinutes * 60_000,
    ...cleanUpOf(scenario),
    hooks: hooksOf(lifecycleHooks),
    ...shiftMsOf(service, scenario),
  };
  return { kind: 'native', rules };
}

function cleanUpOf(scenario: Scenario): Pick<NativeRules, 'cleanUpMs'> {
  const { shiftsComplete, completesAfter } = schedulerOf(scenario);
  return shiftsComplete === 'baked' ? {} : { cleanUpMs: durationMs(completesAfter) };
}

/** Only a Network Load Balancer takes time, for test traffic only where there is any (N.STRAT-4). */
function shiftMsOf({ loadBalancers }: ServiceText, scenario: Scenario): Pick<NativeRules, 'shiftMs'> {
  const network = loadBalancers.filter(({ targetGroupArn }) => typeOf(targetGroupAt(targetGroupArn, scenario)) === 'network');
  if (network.length === 0) return {};
  const isTested = network.some(({ advancedConfiguration }) => advancedConfiguration?.testListenerRule !== undefined);
  return { shiftMs: { test: isTested ? NETWORK_SHIFT_MS : 0, production: NETWORK_SHIFT_MS } };
}

/** A function that takes longer than one call returns IN_PROGRESS, and is called again until it is done. */
function hooksOf(hooks: NonNullable<ServiceText['deploymentConfiguration']['lifecycleHooks']>): NativeHook[] {
  return hooks.flatMap(({ targetType, lifecycleStages, takes, callBackDelay, timeoutConfiguration }) => {
    const { timeoutInMinutes, action: onTimeout } = timeoutConfiguration;
    const takesMs = takes === undefined ? null : durationMs(takes);
    const everyMs = callBackDelay === undefined ? HOOK_CALLBACK_MS : durationMs(callBackDelay);
    const answersAfterMs = targetType === 'AWS_LAMBDA' ? Math.ceil((takesMs ?? 0) / everyMs) * everyMs : takesMs;
    return lifecycleStages.map((stage) => ({ stage, answersAfterMs, timeoutMs: timeoutInMinutes * 60_000, onTimeout }));
  });
}
