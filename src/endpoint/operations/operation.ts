import type { LiveCluster } from '../cluster/live-cluster.js';

/** The context of an operation. */
export interface Context {
  readonly cluster: LiveCluster;
  /** Reports a line to the user once. */
  readonly report: (line: string) => void;
}

/** The treatment of the members of an input. Each member of the model is in one of the lists. */
interface Members<Name extends string = string> {
  /** They have an effect. */
  readonly uses: readonly Name[];
  /** They change nothing in a simulation; reads return them, where the API has them in answers. */
  readonly keeps?: readonly Name[];
  /** With them the call fails, unless they request nothing: false, or an empty list. */
  readonly refuses?: readonly Name[];
}

/** One call of an API. */
export interface Operation<Input = never> extends Required<Members> {
  readonly isWrite: boolean;
  answer(input: Input, context: Context): unknown;
}

export type Operations = Readonly<Record<string, Operation>>;

/** The calls of an API by their names, each with the input that the SDK's client of the API takes. */
export type OperationsOf<Client> = {
  readonly [Name in keyof Client as Capitalize<Name & string>]?: Client[Name] extends (input: infer Input, ...more: never[]) => unknown
    ? Operation<Input>
    : never;
};

type Answer<Input> = (input: Input, context: Context) => unknown;
export type MembersOf<Input> = readonly (keyof Input & string)[] | Members<keyof Input & string>;

/** Builds an operation that changes nothing. A plain list of members is what it uses. */
export function reads<Input>(members: MembersOf<Input>, answer: Answer<Input>): Operation<Input> {
  return { isWrite: false, ...listsOf(members), answer };
}

/** Builds an operation that changes the cluster and goes into the journal. */
export function writes<Input>(members: MembersOf<Input>, answer: Answer<Input>): Operation<Input> {
  return { isWrite: true, ...listsOf(members), answer };
}

function listsOf(members: readonly string[] | Members): Required<Members> {
  return { keeps: [], refuses: [], ...('uses' in members ? members : { uses: members }) };
}

/** Returns whether a member requests something. */
export function isSet(value: unknown): boolean {
  if (value === undefined || value === false || value === '') return false;
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
}
