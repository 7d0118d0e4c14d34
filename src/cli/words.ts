import type { Argv, InferredOptionTypes, Options } from 'yargs';

type Camel<Key extends PropertyKey> = Key extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Key;

/** The words of a command line by option, in camel case. An option that may be left out is an optional field. */
type Words<Typed> = { readonly [Key in keyof Typed as undefined extends Typed[Key] ? never : Camel<Key>]: Typed[Key] } & {
  readonly [Key in keyof Typed as undefined extends Typed[Key] ? Camel<Key> : never]?: Typed[Key];
};

/** The arguments of a command, by its declaration for yargs. */
export type WordsOf<Builder extends (yargs: Argv) => Argv> = ReturnType<Builder> extends Argv<infer Typed> ? Words<Typed> : never;

export type WordsOfOptions<Table extends Readonly<Record<string, Options>>> = Words<InferredOptionTypes<Table>>;
