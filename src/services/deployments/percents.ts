import { healthyMin, tasksMax } from '../replica.js';

/** deploymentController.type; `ECS` is the default (S.DEP-13). */
export type DeploymentController = 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';

/** Whole percentages of the desired count, as deploymentConfiguration has them. */
export interface Percents {
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
}

/** Properties that determine a service's percentages. */
export interface PercentedService {
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  readonly controller: DeploymentController;
}

/** S.DEP-3; of a daemon the minimum that the API takes (S.DAEMON-8) and the only maximum (S.DAEMON-7). */
const DEFAULTS: Readonly<Record<PercentedService['schedulingStrategy'], Percents>> = {
  REPLICA: { minimumHealthyPercent: 100, maximumPercent: 200 },
  DAEMON: { minimumHealthyPercent: 0, maximumPercent: 100 },
};

/** Returns the effective percentages. With CODE_DEPLOY or EXTERNAL these are the defaults and concern only DRAINING instances (S.DEP-9). */
export function percentsInForce(
  { schedulingStrategy, controller }: PercentedService,
  given: { readonly [K in keyof Percents]?: number | undefined },
): Percents {
  const { minimumHealthyPercent, maximumPercent } = DEFAULTS[schedulingStrategy];
  if (controller !== 'ECS') return { minimumHealthyPercent, maximumPercent };
  return {
    minimumHealthyPercent: given.minimumHealthyPercent ?? minimumHealthyPercent,
    maximumPercent: given.maximumPercent ?? maximumPercent,
  };
}

/** Returns whether no task can ever be replaced: all must stay healthy and no more may run (S.DEP-8). */
export function isStuck(desired: number, { minimumHealthyPercent, maximumPercent }: Percents): boolean {
  return desired > 0 && healthyMin(desired, minimumHealthyPercent) >= desired && tasksMax(desired, maximumPercent) <= desired;
}

/** Explains, as the end of a sentence, why nothing can be replaced. */
export function percentArithmetic(desired: number, { minimumHealthyPercent: minimum, maximumPercent: maximum }: Percents): string {
  const lower = `minimumHealthyPercent ${minimum} keeps ceil(${desired} × ${minimum} %) = ${healthyMin(desired, minimum)} healthy`;
  const upper = `maximumPercent ${maximum} allows floor(${desired} × ${maximum} %) = ${tasksMax(desired, maximum)}`;
  const lowerMax = Math.floor((100 * (desired - 1)) / desired);
  const upperMin = Math.ceil((100 * (desired + 1)) / desired);
  return `can never replace a task of ${desired}: ${lower}, ${upper}; give a minimumHealthyPercent of at most ${lowerMax} or a maximumPercent of at least ${upperMin}`;
}
