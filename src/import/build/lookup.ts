import { textAt } from '../in-scenario-shape.js';
import { nameIn } from '../plain-data.js';
import type { DescribedResource } from '../resource-inventory.js';

/** Finds the resource that a name, an ARN or an id refers to: the one with just this text, else the one with the name in it. */
export function findBy(
  list: readonly DescribedResource[],
  reference: string | undefined,
  ...names: readonly string[]
): DescribedResource | undefined {
  if (reference === undefined) return undefined;
  const name = nameIn(reference);
  return (
    list.find(({ value }) => names.some((key) => textAt(value, key) === reference)) ??
    list.find(({ value }) => names.some((key) => nameIn(textAt(value, key) ?? '') === name)) ??
    list.find(({ id }) => id !== undefined && (id === reference || id === name || `lt-${id}` === name))
  );
}

/** Returns the cluster in an ARN such as `service/CLUSTER/NAME`. */
export function clusterIn(reference: string | undefined): string | undefined {
  return /:(?:service|task|container-instance)\/([^/]+)\/[^/]+$/.exec(reference ?? '')?.[1];
}

/** Splits a reference into family and optional revision. */
export function familyIn(reference: string): { family: string; revision: number | undefined } {
  const [family = '', revision] = reference.replace(/^.*task-definition\//, '').split(':');
  return { family, revision: revision === undefined || !/^\d+$/.test(revision) ? undefined : Number(revision) };
}
