import type { FaultText } from '../schema.js';

/** A part of a fault that the engine does not have: where it stands in the fault, in words, and what to write instead. */
export interface NotSimulated {
  readonly path: readonly (string | number)[];
  readonly what: string;
  readonly remedy: string;
}

type Of<Type extends FaultText['type']> = Extract<FaultText, { readonly type: Type }>;

/** By type of fault, for the types that have such parts. */
const PARTS: { readonly [Type in FaultText['type']]?: (fault: Of<Type>) => readonly (NotSimulated | null)[] } = {
  zoneOutage: ({ recover }) => [
    recover === 'rebooted' ? { path: ['recover'], what: 'recover: rebooted', remedy: 'take terminated' } : null,
  ],
  controlPlane: ({ actions, availabilityZone }) => [
    ...actions.map((action, i) =>
      action === 'deregisterTarget' ? { path: ['actions', i], what: `the action ${action}`, remedy: 'leave the action out' } : null,
    ),
    availabilityZone !== undefined && actions.some((action) => action !== 'register')
      ? { path: ['availabilityZone'], what: 'availabilityZone', remedy: 'only the action register has a zone' }
      : null,
  ],
  healthCheckFault: ({ registrationStuck }) => [
    registrationStuck ? { path: ['registrationStuck'], what: 'registrationStuck', remedy: 'take false' } : null,
  ],
  dependencyDown: ({ availabilityZone }) => [
    availabilityZone === undefined ? null : { path: ['availabilityZone'], what: 'availabilityZone', remedy: 'leave it out' },
  ],
};

export function notSimulatedOf(fault: FaultText): readonly NotSimulated[] {
  const parts = PARTS[fault.type] as ((fault: FaultText) => readonly (NotSimulated | null)[]) | undefined;
  return parts?.(fault).filter((part) => part !== null) ?? [];
}

/** The fault without these parts; undefined where nothing is left that acts. */
export function withoutParts(fault: FaultText, parts: readonly NotSimulated[]): FaultText | undefined {
  const keys = parts.flatMap(({ path }) => (path.length === 1 ? [path[0]] : []));
  const kept = Object.fromEntries(
    Object.entries(fault)
      .filter(([key]) => !keys.includes(key))
      .map(([key, value]) => [
        key,
        Array.isArray(value) ? value.filter((_, i) => !parts.some(({ path }) => path[0] === key && path[1] === i)) : value,
      ]),
  );
  const isEmpty = parts.some(({ path: [key, i] }) => i !== undefined && (kept[key!] as unknown[]).length === 0);
  return isEmpty ? undefined : (kept as FaultText);
}
