import { AwsError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import type { Context } from '../operation.js';

type Scaling = NonNullable<Draft['services'][number]['scaling']>;

/** The scalable target of a call. */
export interface OfResource {
  readonly ResourceId?: string | undefined;
  readonly ServiceNamespace?: string | undefined;
  readonly ScalableDimension?: string | undefined;
}

/** Returns whether a call means the desired counts of services, which are all that a simulation scales. */
export function inDimension({ ServiceNamespace: namespace, ScalableDimension: dimension }: OfResource): boolean {
  return namespace === 'ecs' && (dimension === undefined || dimension === 'ecs:service:DesiredCount');
}

/** Returns the number of the service that a call means. */
export function serviceIn({ cluster }: Context, { ResourceId: resource = '', ...which }: OfResource): number {
  if (!inDimension({ ServiceNamespace: 'ecs', ...which }))
    throw new AwsError(
      'ValidationException',
      `Drydock scales ecs:service:DesiredCount, and not ${which.ScalableDimension ?? which.ServiceNamespace}`,
    );
  const { setup, nowMs } = cluster;
  const found = setup.services.findIndex(({ name, createdAtMs = 0 }) => resource === `service/default/${name}` && createdAtMs <= nowMs);
  if (found < 0) throw new AwsError('ValidationException', `ECS service doesn't exist: ${resource}`);
  return found;
}

/** The scaling of a service that is registered. */
export function scalingIn({ services }: Readonly<Draft>, service: number): Scaling {
  return services[service]!.scaling!;
}

/** Throws AWS's error unless the service is registered. */
export function registeredIn(context: Context, input: OfResource): number {
  const service = serviceIn(context, input);
  if (context.cluster.draft.services[service]!.scaling === undefined || context.cluster.apiState.unregistered.has(input.ResourceId!))
    throw new AwsError(
      'ObjectNotFoundException',
      `No scalable target registered for service namespace: ecs, resource ID: ${input.ResourceId}, scalable dimension: ecs:service:DesiredCount`,
    );
  return service;
}
