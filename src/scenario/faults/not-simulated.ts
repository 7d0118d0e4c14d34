import type { FaultText } from '../schema.js';

/** A key of a fault that the engine ignores, in words, and what to write instead. */
export interface NotSimulated {
  readonly key: string;
  readonly what: string;
  readonly remedy: string;
}

type Of<Type extends FaultText['type']> = Extract<FaultText, { readonly type: Type }>;

/** By type of fault, for the types that have such parts. */
const PARTS: { readonly [Type in FaultText['type']]?: (fault: Of<Type>) => readonly (NotSimulated | null)[] } = {
  dependencyDown: ({ availabilityZone }) => [
    availabilityZone === undefined ? null : { key: 'availabilityZone', what: 'availabilityZone', remedy: 'leave it out' },
  ],
};

export function notSimulatedOf(fault: FaultText): readonly NotSimulated[] {
  const parts = PARTS[fault.type] as ((fault: FaultText) => readonly (NotSimulated | null)[]) | undefined;
  return parts?.(fault).filter((part) => part !== null) ?? [];
}

export function withoutParts(fault: FaultText, parts: readonly NotSimulated[]): FaultText {
  const keys = parts.map(({ key }) => key);
  return Object.fromEntries(Object.entries(fault).filter(([key]) => !keys.includes(key))) as FaultText;
}
