import { type DeploymentController, type Percents, percentProblems } from './percents.js';
import type { ServiceProblem } from './problem.js';
import type { Detection } from './watch.js';

/** What the rules ask of a service as CreateService takes it. Absent is not given. */
export interface ServiceDefinition {
  /** REPLICA unless given (S.SVC-1). */
  readonly schedulingStrategy?: 'REPLICA' | 'DAEMON';
  readonly desiredCount?: number;
  readonly controller: DeploymentController;
  /** Its launch type or a provider of its strategy is Fargate. */
  readonly isFargate: boolean;
  readonly percents: Partial<Percents>;
  readonly circuitBreaker?: Detection;
  readonly alarms?: Detection & { readonly alarmNames: readonly string[] };
}

/** Everything in which the service contradicts itself; empty when ECS would take it. */
export function serviceProblems(service: ServiceDefinition): ServiceProblem[] {
  return service.schedulingStrategy === 'DAEMON' ? daemonProblems(service) : [...replicaProblems(service), ...detectionProblems(service)];
}

function replicaProblems({ desiredCount, controller, percents }: ServiceDefinition): ServiceProblem[] {
  if (desiredCount === undefined) return [{ path: ['desiredCount'], message: 'is missing: how many tasks a REPLICA service keeps' }]; // S.SVC-6
  if (controller !== 'ECS') return []; // Its percentages are the defaults (S.DEP-9).
  return percentProblems(desiredCount, { minimumHealthyPercent: 100, maximumPercent: 200, ...percents });
}

/** S.DAEMON-7, S.DAEMON-9. */
function daemonProblems(service: ServiceDefinition): ServiceProblem[] {
  const { desiredCount, isFargate, controller, percents } = service;
  const found: ServiceProblem[] = detectionProblems(service);
  if (desiredCount !== undefined)
    found.push({
      path: ['desiredCount'],
      message: `${desiredCount} is not possible: a DAEMON service runs one task on each active instance, leave it out`,
    });
  if (isFargate)
    found.push({
      path: ['schedulingStrategy'],
      message: 'DAEMON is not possible on Fargate, which has no instances: REPLICA, or tasks on EC2',
    });
  if (controller !== 'ECS')
    found.push({ path: ['deploymentController', 'type'], message: `${controller} is not possible for a DAEMON service: ECS` });
  if (percents.maximumPercent !== undefined && percents.maximumPercent !== 100)
    found.push({
      path: ['deploymentConfiguration', 'maximumPercent'],
      message: `${percents.maximumPercent} is not possible for a DAEMON service, whose instances run one task each: 100`,
    });
  if (percents.minimumHealthyPercent === 100)
    found.push({
      path: ['deploymentConfiguration', 'minimumHealthyPercent'],
      message: '100 lets no task of a DAEMON service be replaced, for its maximumPercent is 100: at most 99',
      level: 'warning',
    });
  return found;
}

/** Circuit breaker (S.CB-6) and alarms (S.ALARM-6) belong to the rolling update. */
function detectionProblems({ controller, circuitBreaker, alarms }: ServiceDefinition): ServiceProblem[] {
  const found: ServiceProblem[] = [];
  const on = [
    ['deploymentCircuitBreaker', circuitBreaker],
    ['alarms', alarms],
  ] as const;
  for (const [key, detection] of on)
    if (controller !== 'ECS' && detection?.enable === true)
      found.push({
        path: ['deploymentConfiguration', key],
        message: `works only with the deployment controller ECS, this one is ${controller}`,
      });
  if (alarms?.enable === true && alarms.alarmNames.length === 0)
    found.push({
      path: ['deploymentConfiguration', 'alarms', 'alarmNames'],
      message: 'is empty: name the alarms that fail a deployment, or set enable to false',
    });
  return found;
}

/** A deployment on the timeline must name a definition that there is; the nearest is offered by the caller, who knows the spelling of all. */
export function unknownDefinition(taskDefinition: string, known: readonly string[]): ServiceProblem[] {
  if (known.includes(taskDefinition)) return [];
  return [
    {
      path: ['taskDefinition'],
      message: `${JSON.stringify(taskDefinition)} is no task definition of the scenario: ${known.join(', ') || 'there are none'}`,
    },
  ];
}
