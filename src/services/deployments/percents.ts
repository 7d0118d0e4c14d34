import { healthyMin, tasksMax } from '../replica.js';
import type { ServiceProblem } from './problem.js';
import type { DeploymentSettings } from './settings.js';

/** deploymentController.type; `ECS` is the default (S.DEP-13). */
export type DeploymentController = 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';

/** Whole percentages of the desired count, as deploymentConfiguration has them. */
export interface Percents {
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
}

/** What decides which percentages a service has. */
export interface PercentedService {
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  readonly controller: DeploymentController;
  readonly isFargate: boolean;
}

const REPLICA_DEFAULTS: Percents = { minimumHealthyPercent: 100, maximumPercent: 200 }; // S.DEP-3

/**
 * The percentages that hold, or null where ECS has no use for them. With CODE_DEPLOY or EXTERNAL they are the defaults whatever was given, and
 * speak only of DRAINING instances: on Fargate there are none (S.DEP-9). A daemon's maximum is always 100 (S.DAEMON-7).
 */
export function percentsInForce(service: PercentedService, given: Partial<Percents>, settings: DeploymentSettings): Percents | null {
  if (service.controller !== 'ECS') return service.isFargate ? null : REPLICA_DEFAULTS;
  if (service.schedulingStrategy === 'REPLICA') return { ...REPLICA_DEFAULTS, ...given };
  return { minimumHealthyPercent: given.minimumHealthyPercent ?? settings.daemonMinimumHealthyPercent, maximumPercent: 100 };
}

/** What is wrong with the percentages of a service that keeps so many tasks; that they leave no way to replace one is told with the sum (S.DEP-8). */
export function percentProblems(desired: number, percents: Percents): ServiceProblem[] {
  const { minimumHealthyPercent: minimum, maximumPercent: maximum } = percents;
  const found: ServiceProblem[] = [];
  const refuse = (key: keyof Percents, message: string) => found.push({ path: ['deploymentConfiguration', key], message });
  if (!Number.isInteger(minimum) || minimum < 0 || minimum > 100)
    refuse('minimumHealthyPercent', `${minimum} is not possible: a whole number from 0 to 100`);
  if (!Number.isInteger(maximum) || maximum < 100) refuse('maximumPercent', `${maximum} is not possible: a whole number from 100 on`);
  if (found.length === 0 && isStuck(desired, percents))
    found.push({ path: ['deploymentConfiguration'], message: percentArithmetic(desired, percents), level: 'warning' }); // ECS takes it.
  return found;
}

/** No task can ever be replaced: all must stay healthy and none more may run. */
function isStuck(desired: number, { minimumHealthyPercent, maximumPercent }: Percents): boolean {
  return desired > 0 && healthyMin(desired, minimumHealthyPercent) >= desired && tasksMax(desired, maximumPercent) <= desired;
}

/** Why they let nothing be replaced, as the end of a sentence. */
export function percentArithmetic(desired: number, { minimumHealthyPercent: minimum, maximumPercent: maximum }: Percents): string {
  const lower = `minimumHealthyPercent ${minimum} keeps ceil(${desired} × ${minimum} %) = ${healthyMin(desired, minimum)} healthy`;
  const upper = `maximumPercent ${maximum} allows floor(${desired} × ${maximum} %) = ${tasksMax(desired, maximum)}`;
  const lowerMax = Math.floor((100 * (desired - 1)) / desired);
  const upperMin = Math.ceil((100 * (desired + 1)) / desired);
  return `can never replace a task of ${desired}: ${lower}, ${upper}; give a minimumHealthyPercent of at most ${lowerMax} or a maximumPercent of at least ${upperMin}`;
}
