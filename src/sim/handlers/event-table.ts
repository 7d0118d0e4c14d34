import { EVENT_NAMES, type EventName } from '../events.js';
import type { Handlers } from './handlers.js';

type Action = (subject: number, detail: number) => void;

/** Returns the action for each kind of event. */
export function eventTable(handlers: Handlers): readonly Action[] {
  const { arrivals, faults, serviceMeasurement, groups, health, healthChecks, instances, life, market, placing } = handlers;
  const { groupScaling, pools, refreshes, registrations, replacements, retries, scaling, services } = handlers;
  const actions: Readonly<Record<EventName, Action>> = {
    taskExits: (slot) => life.onExit(slot),
    targetDeregisters: (slot, detail) => health.deregistrations.onDeregisters(slot, detail),
    taskStops: (slot) => life.onStops(slot),
    taskAdvances: (slot) => life.onAdvance(slot),
    taskGetsSigterm: (slot) => life.stopping.onSigterm(slot),
    agentChecksQueue: (instance) => life.waiting.onCheck(instance),
    taskHealthChanges: (slot, detail) => health.onChange(slot, detail),
    brokenTaskHealthChanges: (slot, detail) => health.onBrokenChange(slot, detail),
    targetRegisters: (slot, detail) => health.registrations.onRegisters(slot, detail),
    containerRestarts: (slot, detail) => health.restarts.onMoment(slot, detail),
    taskHangs: (slot, detail) => health.onHang(slot, detail),
    lostTargetLeaves: (service, place) => health.lostTargets.onLeavesRotation(service, place),
    taskProtectionExpires: (slot, task) => health.protection.onExpiry(slot, task),
    instanceRegisters: (instance) => instances.onRegister(instance),
    instanceRests: (instance) => pools.onRests(instance),
    instanceContinues: (instance) => instances.onHooks(instance, 'CONTINUE'),
    instanceIsAbandoned: (instance) => instances.onHooks(instance, 'ABANDON'),
    noticeIsSeen: (instance) => instances.onNoticeSeen(instance),
    instanceIsReclaimed: (instance) => instances.onReclaim(instance),
    faultMoves: (fault) => faults.onMoment(fault),
    marketMoves: () => market.onMove(),
    taskArrives: (workload) => arrivals.onArrive(workload),
    callIsRepeated: (call) => arrivals.onRepeat(call),
    serviceChanges: (service) => services.onChange(service),
    serviceIsResized: (service) => services.onResize(service),
    serviceResumes: (service) => services.onResume(service),
    serviceIsReconciled: (service) => services.reconcile(service),
    serviceDeploys: (service, revision) => services.onDeploy(service, revision),
    tasksArePlaced: () => placing.onPlace(),
    tasksAreRetried: () => retries.onRetry(),
    servicePlacesAgain: () => placing.onPlaceAgain(),
    platformTasksStart: (platform) => handlers.onPlatformRound(platform),
    taskGivesUp: (slot) => placing.onGiveUp(slot),
    groupBegins: (provider) => groups.onAdjust(provider),
    capacityIsMeasured: () => scaling.onMeasure(),
    capacityIsScaled: (provider) => scaling.onScale(provider),
    groupsAreMeasured: () => groupScaling.onMeasure(),
    groupAlarmIsEvaluated: (provider, alarm) => groupScaling.onAlarm(provider, alarm),
    groupIsScaled: (provider, alarm) => groupScaling.onScale(provider, alarm),
    groupAdjusts: (provider) => groups.onAdjust(provider),
    instanceIsReplaced: (instance) => replacements.onReplace(instance),
    instanceIsUnhealthy: (instance) => healthChecks.onFound(instance),
    registrationTimesOut: (instance) => registrations.onTimeOut(instance),
    groupRefreshes: (provider, nth) => refreshes.onMoment(provider, nth),
    drainTimesOut: (instance) => instances.onDrainTimesOut(instance),
    servicesAreMeasured: () => serviceMeasurement.onMeasure(),
    scalingAlarmIsEvaluated: (service, alarm) => serviceMeasurement.onScalingAlarm(service, alarm),
    serviceIsScaled: (service, alarm) => serviceMeasurement.onScale(service, alarm),
    deploymentAlarmIsEvaluated: (service, alarm) => serviceMeasurement.onDeploymentAlarm(service, alarm),
    serviceRepairs: (service) => services.onChange(service),
    tasksArePlacedAgain: () => placing.onPlace(),
    platformTasksStartAgain: (platform) => handlers.onPlatformRound(platform),
  };
  return EVENT_NAMES.map((name) => actions[name]);
}
