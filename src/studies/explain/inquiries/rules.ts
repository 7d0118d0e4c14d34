import { GroupScalingReason as Group } from '../../../autoscaling/policies/group-reasons.js';
import { ScalingReason } from '../../../autoscaling/reasons.js';
import { Refusal } from '../../../placement/fit.js';
import { ServiceScalingReason as Service } from '../../../services/scaling/decision.js';
import {
  InstanceCause,
  REFUSED_AS_MISSING,
  REFUSED_BY_FARGATE,
  REFUSED_BY_QUOTA,
  REFUSED_WITHOUT_INSTANCES,
  StopCause,
  WAITS_FOR_LAUNCH_RATE,
} from '../../../sim/facts.js';

/** The rule behind each code, by its id in the code and in docs/model.md. */
type Rules = ReadonlyMap<number, string>;

const REFUSALS: Rules = new Map<number, string>([
  [Refusal.otherProvider, 'C.CAS-07'],
  [Refusal.inactive, 'S.INST-1'],
  [Refusal.agent, 'T.FAIL-2'],
  [Refusal.attribute, 'S.PLACE-2'],
  [Refusal.location, 'S.PLACE-16'],
  [Refusal.memberOf, 'S.CONSTR-2'],
  [Refusal.distinctInstance, 'S.CONSTR-1'],
  [Refusal.cpu, 'S.PLACE-17'],
  [Refusal.memory, 'S.PLACE-18'],
  [Refusal.ports, 'S.PLACE-19'],
  [Refusal.eni, 'T.NET-10'],
  [Refusal.gpu, 'T.RES-1'],
  [Refusal.volume, 'N.EBS-5'],
  [REFUSED_BY_QUOTA, 'T.QUOTA-1'],
  [REFUSED_WITHOUT_INSTANCES, 'T.LIFE-4'],
  [REFUSED_AS_MISSING, 'T.FAIL-1'],
  [REFUSED_BY_FARGATE.cpuAboveLimit, 'T.QUOTA-5'],
  [REFUSED_BY_FARGATE.vcpusInUse, 'T.QUOTA-5'],
  [REFUSED_BY_FARGATE.noCapacity, 'T.FG-5'],
  [WAITS_FOR_LAUNCH_RATE, 'T.THR-1'],
]);

const SCALING: Rules = new Map<number, string>([
  [ScalingReason.notManaged, 'C.CAP-14'],
  [ScalingReason.steady, 'C.CAS-04'],
  [ScalingReason.frozenIncompatible, 'C.SOUT-05'],
  [ScalingReason.aboveNotYet, 'A.CAS-14'],
  [ScalingReason.heldByWarmup, 'C.SOUT-08'],
  [ScalingReason.clampedByMax, 'C.CAP-16'],
  [ScalingReason.onTheWay, 'A.CAS-15'],
  [ScalingReason.scaledOut, 'C.SOUT-07'],
  [ScalingReason.scaledOutToMax, 'C.CAP-16'],
  [ScalingReason.belowNotYet, 'C.SIN-02'],
  [ScalingReason.heldAfterScaleOut, 'C.SIN-04'],
  [ScalingReason.heldByInterval, 'C.SIN-03'],
  [ScalingReason.scaledIn, 'C.SIN-03'],
  [ScalingReason.nothingToRemove, 'C.CAS-04'],
  [ScalingReason.atMinimum, 'C.CAP-16'],
  [ScalingReason.awaitingTerminations, 'C.MTP-02'],
]);

const SERVICE_SCALING: Rules = new Map<number, string>([
  [Service.steady, 'S.TT-2'],
  [Service.insufficientData, 'S.TT-3'],
  [Service.scaledOut, 'S.TT-4'],
  [Service.scaledIn, 'S.TT-5'],
  [Service.forecast, 'A.SAS-10'],
  [Service.scheduled, 'S.SCHEDSC-1'],
  [Service.onTheWay, 'S.SAS-3'],
  [Service.heldByScaleOutCooldown, 'S.SAS-4'],
  [Service.atMaximum, 'S.SAS-6'],
  [Service.scaleOutSuspended, 'S.SAS-7'],
  [Service.nothingToRemove, 'A.SAS-2'],
  [Service.notAllReady, 'S.TT-6'],
  [Service.atMinimum, 'S.SAS-6'],
  [Service.scaleInSuspended, 'S.SAS-7'],
  [Service.heldByDeployment, 'S.SAS-7'],
  [Service.heldAfterScaleOut, 'S.STEP-3'],
  [Service.heldByScaleInCooldown, 'S.SAS-5'],
  [Service.keptByForecast, 'A.SAS-10'],
]);

const GROUP_SCALING: Rules = new Map<number, string>([
  [Group.policyScaledOut, 'A.ASG-1'],
  [Group.policyScaledIn, 'M.TT-1'],
  [Group.heldByWarmingInstances, 'A.ASG-5'],
  [Group.heldByActivity, 'M.SIM-1'],
  [Group.heldByCooldown, 'M.SIM-1'],
  [Group.notAllReady, 'A.ASG-3'],
  [Group.atMaximum, 'A.ASG-4'],
  [Group.atMinimum, 'A.ASG-4'],
]);

const STOPS: Rules = new Map<number, string>([
  [StopCause.runEnded, 'T.CTR-1'],
  [StopCause.serviceScaledIn, 'S.STOP-1'],
  [StopCause.instanceTerminated, 'S.INST-4'],
  [StopCause.crashed, 'S.SVC-2'],
  [StopCause.provisioningTimeout, 'A.CAS-20'],
  [StopCause.replaced, 'C.DRN-03'],
  [StopCause.userStopped, 'C.TD-09'],
  [StopCause.spotInterruption, 'T.FG-4'],
  [StopCause.retired, 'T.FG-7'],
  [StopCause.zoneOutage, 'S.INST-4'],
  [StopCause.orphaned, 'C.CI-08'],
  [StopCause.cannotPull, 'T.STOP-6'],
  [StopCause.failedToStart, 'T.STOP-4'],
  [StopCause.pullFailed, 'N.PULL-4'],
  [StopCause.notInitialized, 'N.PULL-7'],
  [StopCause.dependencyFailed, 'N.CTR-4'],
  [StopCause.deployment, 'S.DEP-6'],
  [StopCause.unhealthy, 'S.SVC-3'],
  [StopCause.zoneRebalanced, 'A.NW-1'],
  [StopCause.constraintViolated, 'S.DAEMON-2'],
  [StopCause.retiredFirst, 'T.FG-7'],
]);

const INSTANCES: Rules = new Map<number, string>([
  [InstanceCause.scaleIn, 'C.SIN-03'],
  [InstanceCause.deregistered, 'C.CI-07'],
  [InstanceCause.userTerminated, 'C.CI-09'],
  [InstanceCause.interrupted, 'C.SPOT-02'],
  [InstanceCause.rebalanced, 'A.ASG-17'],
  [InstanceCause.maxLifetime, 'C.MID-02'],
  [InstanceCause.zoneOutage, 'S.INST-4'],
  [InstanceCause.hookAbandoned, 'A.ASG-14'],
  [InstanceCause.registrationFailed, 'C.ENI-09'],
  [InstanceCause.userDrained, 'C.DRN-01'],
  [InstanceCause.poolShrank, 'A.ASG-15'],
  [InstanceCause.zoneRebalanced, 'A.ASG-9'],
  [InstanceCause.instanceRefresh, 'C.MID-02'],
  [InstanceCause.unhealthy, 'C.MID-02'],
  [InstanceCause.neverRegistered, 'N.REG-2'],
]);

const ALL = {
  refusal: REFUSALS,
  scaling: SCALING,
  serviceScaling: SERVICE_SCALING,
  groupScaling: GROUP_SCALING,
  stop: STOPS,
  instance: INSTANCES,
} as const;

/** Returns an empty id for a code without a rule. */
export function ruleOf(kind: keyof typeof ALL, code: number): string {
  return ALL[kind].get(code) ?? '';
}
