import { findInstanceType, suggestInstanceTypes } from '../../catalog/instance-types.js';
import { type Context, checkUniqueIn } from '../context.js';
import type { Path } from '../text/problem.js';
import { instead } from '../text/suggest.js';
import { resolveInstanceType } from './instance-types.js';

/** Checks one zone or a list of zones. */
export function checkZones(context: Context, path: Path, zones: string | readonly string[] | undefined): void {
  const list = typeof zones === 'string' ? [{ zone: zones, at: path }] : (zones ?? []).map((zone, i) => ({ zone, at: [...path, i] }));
  for (const { zone, at } of list)
    if (!context.zones.includes(zone))
      context.error(at, `${JSON.stringify(zone)} is not a zone of the cluster${instead(zone, context.zones)}`);
  if (Array.isArray(zones)) checkUniqueIn(context, path, zones);
}

/** Checks that all facts that a simulation needs are known of a type of instances. */
export function checkInstanceType(context: Context, path: Path, name: string): void {
  const type = resolveInstanceType(name, context.scenario);
  // A mistake in the definition of an own type is reported there.
  if ('faults' in type && !context.names.instanceTypes.includes(name)) for (const fault of type.faults) context.error(path, fault);
}

export function isTypeName(context: Context, name: string): boolean {
  return findInstanceType(name) !== undefined || context.names.instanceTypes.includes(name);
}

/** Checks a type that is only referred to. */
export function checkTypeName(context: Context, path: Path, name: string): void {
  if (isTypeName(context, name)) return;
  const near = instead(name, [...suggestInstanceTypes(name), ...context.names.instanceTypes]);
  context.error(path, `there is no instance type ${JSON.stringify(name)}${near}`);
}
