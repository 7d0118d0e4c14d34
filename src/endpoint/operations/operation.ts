import type { LiveCluster } from '../cluster/live-cluster.js';

/** The context of an operation. */
export interface Context {
  readonly cluster: LiveCluster;
  /** Tells the user something once. */
  readonly tell: (line: string) => void;
}

/** One call of an API. */
export interface Operation {
  readonly isWrite: boolean;
  /** Members of the input that have an effect. Others are accepted, and told once. */
  readonly heeds: readonly string[];
  answer(input: never, context: Context): unknown;
}

export type Operations = Readonly<Record<string, Operation>>;

/** An operation that changes nothing. */
export function reads<Input>(heeds: readonly (keyof Input & string)[], answer: (input: Input, context: Context) => unknown): Operation {
  return { isWrite: false, heeds, answer };
}

/** An operation that changes the cluster: it goes into the journal. */
export function writes<Input>(heeds: readonly (keyof Input & string)[], answer: (input: Input, context: Context) => unknown): Operation {
  return { isWrite: true, heeds, answer };
}
