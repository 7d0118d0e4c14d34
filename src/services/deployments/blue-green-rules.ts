import type { NativeShift } from './native.js';
import type { ServiceProblem } from './problem.js';
import type { CodeDeployShift } from './traffic.js';

/** What traffic can be shifted with. */
export interface ShiftedService {
  readonly loadBalancer: 'application' | 'network' | 'classic' | null;
  readonly targetGroups: number;
  readonly productionListeners: number;
  readonly hasServiceConnect: boolean;
  /** It has a target tracking policy on ALBRequestCountPerTarget. */
  readonly scalesByRequests: boolean;
}

/** What keeps CodeDeploy from shifting the service's traffic (S.BG-3, S.BG-11). */
export function codeDeployProblems(service: ShiftedService, shift: CodeDeployShift): ServiceProblem[] {
  const { loadBalancer, targetGroups, productionListeners, hasServiceConnect, scalesByRequests } = service;
  const found: ServiceProblem[] = [];
  const refuse = (path: string[], message: string) => found.push({ path, message });
  if (loadBalancer !== 'application' && loadBalancer !== 'network')
    refuse(['loadBalancers'], 'CODE_DEPLOY needs an Application or a Network Load Balancer');
  if (loadBalancer === 'network' && shift.type !== 'AllAtOnce')
    refuse(['deployment', 'shift'], `${shift.type} is not possible behind a Network Load Balancer: CodeDeployDefault.ECSAllAtOnce`);
  if (targetGroups !== 2) refuse(['loadBalancers'], `CODE_DEPLOY needs 2 target groups, one for each task set; there are ${targetGroups}`);
  if (productionListeners !== 1) refuse(['loadBalancers'], `CODE_DEPLOY needs 1 production listener; there are ${productionListeners}`);
  if (hasServiceConnect) refuse(['serviceConnectConfiguration'], 'is not possible with CODE_DEPLOY');
  if (scalesByRequests) refuse(['scaling'], 'ALBRequestCountPerTarget is not possible with CODE_DEPLOY: another metric');
  if (shift.type !== 'AllAtOnce' && !isWithin(shift.percentage, 1, 99, 1))
    refuse(['deployment', 'shift', 'percentage'], `${shift.percentage} is not possible: a whole number from 1 to 99`);
  if (shift.type !== 'AllAtOnce' && !isWithin(shift.intervalMinutes, 1, 2_880, 1))
    refuse(['deployment', 'shift', 'intervalMinutes'], `${shift.intervalMinutes} is not possible: whole minutes from 1 to 2880`);
  return found;
}

/** What keeps ECS from shifting the service's traffic itself (A.NW-4). `bakeTimeInMinutes` has no default. */
export function nativeProblems(
  service: ShiftedService,
  shift: NativeShift,
  bakeTimeInMinutes: number | undefined,
  awsBehaviour: 'current' | 'guide-2024',
): ServiceProblem[] {
  const { strategy } = shift;
  const found: ServiceProblem[] = [];
  const refuse = (keys: string[], message: string) => found.push({ path: ['deploymentConfiguration', ...keys], message });
  if (awsBehaviour === 'guide-2024') refuse(['strategy'], `${strategy} is newer than guide-2024: ROLLING, or awsBehaviour: current`);
  if (service.loadBalancer !== 'application' && service.loadBalancer !== 'network' && !service.hasServiceConnect)
    refuse(['strategy'], `${strategy} needs a load balancer to shift traffic with: give loadBalancers`);
  const minutes = (keys: string[], value: number | undefined) => {
    if (value !== undefined && !isWithin(value, 0, 1_440, 1)) refuse(keys, `${value} is not possible: whole minutes from 0 to 1440`);
  };
  if (bakeTimeInMinutes === undefined) refuse(['bakeTimeInMinutes'], `is missing: ${strategy} needs it, 0 for none`);
  minutes(['bakeTimeInMinutes'], bakeTimeInMinutes);
  if (strategy === 'CANARY') {
    minutes(['canaryConfiguration', 'canaryBakeTimeInMinutes'], shift.canaryBakeTimeInMinutes);
    const { canaryPercent = 5 } = shift;
    if (!isWithin(canaryPercent, 0.1, 100, 0.1))
      refuse(['canaryConfiguration', 'canaryPercent'], `${canaryPercent} is not possible: 0.1 to 100 in steps of 0.1`);
  }
  if (strategy === 'LINEAR') {
    minutes(['linearConfiguration', 'stepBakeTimeInMinutes'], shift.stepBakeTimeInMinutes);
    const { stepPercent = 10 } = shift;
    if (!isWithin(stepPercent, 3, 100, 0.1))
      refuse(['linearConfiguration', 'stepPercent'], `${stepPercent} is not possible: 3 to 100 in steps of 0.1`);
  }
  return found;
}

function isWithin(value: number, min: number, max: number, step: number): boolean {
  return value >= min && value <= max && Math.abs(value / step - Math.round(value / step)) < 1e-9;
}
