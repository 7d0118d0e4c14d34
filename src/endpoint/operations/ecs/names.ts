import { AwsError } from '../../aws-error.js';
import type { Context, Operation, Operations } from '../operation.js';

/** Returns the last part of an ARN, or the name itself. */
export function shortName(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** The operations, with AWS's error first for a call whose member `cluster` names another cluster than the one. */
export function inCluster(operations: Operations): Operations {
  const checked = Object.entries(operations).map(([name, operation]): [string, Operation] => {
    if (!operation.uses.includes('cluster')) return [name, operation];
    const answer = (input: { readonly cluster?: string }, context: Context) => {
      needsCluster(context, input.cluster);
      return operation.answer(input as never, context);
    };
    return [name, { ...operation, answer }];
  });
  return Object.fromEntries(checked);
}

/** Throws AWS's error unless the reference is absent, or names the one cluster. */
function needsCluster({ cluster }: Context, reference: string | undefined): void {
  const { cluster: arn } = cluster.moment.names;
  if (cluster.apiState.isDeleted) throw new AwsError('ClusterNotFoundException', 'The referenced cluster was inactive.');
  if (reference !== undefined && reference !== arn && reference !== shortName(arn))
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
}

/** Returns the number of a service that has been created; throws AWS's error without one. */
export function serviceOf({ cluster }: Context, reference: string): number {
  const { setup, nowMs } = cluster;
  const name = shortName(reference);
  const found = setup.services.findIndex((service) => service.name === name && (service.createdAtMs ?? 0) <= nowMs);
  if (found < 0) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  return found;
}

/** The answer of a describe call to a reference that leads nowhere. */
export function missing(arn: string): { readonly arn: string; readonly reason: string } {
  return { arn, reason: 'MISSING' };
}

/** Looks up resources that a call names by ARN or by their last part; `prefix` comes before the last part of an ARN. */
export function lookUp<Item>(references: readonly string[], all: ReadonlyMap<string, Item>, prefix: string) {
  const lost = references.filter((one) => !all.has(shortName(one)));
  return {
    found: references.flatMap((one) => all.get(shortName(one)) ?? []),
    failures: lost.map((one) => missing(one.startsWith('arn:') ? one : `${prefix}/${one}`)),
  };
}

/** The number in the run of a task or container instance: the last eight digits of its id; -1 if it has none. */
export function numberIn(reference: string): number {
  const digits = /(\d{8})$/.exec(reference)?.[1];
  return digits === undefined ? -1 : Number(digits);
}
