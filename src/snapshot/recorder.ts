import type { Answer, Aws, InputOf } from './aws.js';
import type { CallName } from './calls.js';
import { type During, isGone, whyNot } from './failures.js';
import { ACCOUNT, type Redaction } from './redact.js';
import type { Store } from './store.js';

export interface RecorderOptions {
  readonly aws: Aws;
  readonly store: Store;
  readonly redaction: Redaction;
  readonly place: Omit<During, 'call'>;
  readonly signal: AbortSignal;
  readonly progress: (file: string, made: number) => void;
}

interface Call<C extends CallName> {
  readonly call: C;
  /** A function is called only if the call is made. */
  readonly input: InputOf<C> | (() => Promise<InputOf<C>>);
  /** Number of the call, from 1, where several of its kind are made. */
  readonly number?: number;
  readonly about?: string;
  /** Selects the part of the answer to keep, where the answer also covers other resources. */
  readonly only?: (answer: Answer) => Answer;
}

/**
 * Matches an account number that was redacted from a name, as opposed to an ARN, a field of its own or an image host. A redacted name
 * cannot be used for further calls.
 */
const MASKED_NAME = new RegExp(`(?<![:"])${ACCOUNT}|${ACCOUNT}(?![:".])`);

/** Makes each call once; answers recorded by a stopped snapshot are read from their files. */
export class Recorder {
  made = 0;
  fromBefore = 0;

  constructor(private readonly options: RecorderOptions) {}

  async call<C extends CallName>({ call, input, number, about = '', only }: Call<C>): Promise<Answer> {
    const { store, redaction, progress } = this.options;
    const file = `${call}${number === undefined ? '' : `-${number}`}.json`;
    const before = store.read(file);
    if (before !== undefined && !MASKED_NAME.test(JSON.stringify(before))) {
      this.fromBefore++;
      return before;
    }
    progress(file, this.made);
    const full = await this.fresh(call, typeof input === 'function' ? await input() : input);
    const answer = only === undefined ? full : only(full);
    store.keep(file, { call, about: redaction.of(about) as string }, redaction.of(answer));
    this.made++;
    return answer;
  }

  /** Returns the answer of AWS, which is not kept. */
  async fresh<C extends CallName>(call: C, input: InputOf<C>): Promise<Answer> {
    const { aws, place, signal } = this.options;
    return await aws.call(call, input, signal).catch((error: unknown): Answer => {
      if (isGone(error)) return {};
      throw whyNot(error, { ...place, call });
    });
  }

  /** Splits the names into calls of limited size, with one numbered file each. */
  async callAll<C extends CallName>(
    call: C,
    names: readonly string[],
    { most, input, ...how }: { readonly most: number; readonly input: (names: string[]) => InputOf<C> } & Pick<Call<C>, 'only'>,
  ): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let at = 0; at < names.length; at += most) {
      const some = names.slice(at, at + most);
      answers.push(await this.call({ call, input: input(some), number: at / most + 1, about: aboutOf(some), ...how }));
    }
    return answers;
  }

  beside(file: string, value: unknown): void {
    this.options.store.beside(file, this.options.redaction.of(value));
  }
}

function aboutOf(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names[0]} to ${names.at(-1)}`;
}
