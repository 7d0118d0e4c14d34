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

interface Ask<C extends CallName> {
  readonly call: C;
  readonly input: InputOf<C>;
  /** For a call that is made several times: its number, from 1. */
  readonly number?: number;
  readonly about?: string;
  /** What of the answer is kept, where it tells of others as well. */
  readonly only?: (answer: Answer) => Answer;
}

/**
 * An account's number that was taken out of a name, and not out of an ARN, a field of its own or the host of an image: by such a name nothing can be
 * asked again.
 */
const MASKED_NAME = new RegExp(`(?<![:"])${ACCOUNT}|${ACCOUNT}(?![:".])`);

/** Makes each call once: what a stopped snapshot had asked is read from its file. */
export class Recorder {
  made = 0;
  fromBefore = 0;

  constructor(private readonly options: RecorderOptions) {}

  async ask<C extends CallName>({ call, input, number, about = '', only }: Ask<C>): Promise<Answer> {
    const { aws, store, redaction, place, signal, progress } = this.options;
    const file = `${call}${number === undefined ? '' : `-${number}`}.json`;
    const before = store.read(file);
    if (before !== undefined && !MASKED_NAME.test(JSON.stringify(before))) {
      this.fromBefore++;
      return before;
    }
    progress(file, this.made);
    const whole = await aws.ask(call, input, signal).catch((error: unknown): Answer => {
      if (isGone(error)) return {};
      throw whyNot(error, { ...place, call });
    });
    const answer = only === undefined ? whole : only(whole);
    store.keep(file, { call, about: redaction.of(about) as string }, redaction.of(answer));
    this.made++;
    return answer;
  }

  /** In pieces of so many names, a numbered file each. */
  async askAll<C extends CallName>(
    call: C,
    names: readonly string[],
    { most, input, ...how }: { readonly most: number; readonly input: (names: string[]) => InputOf<C> } & Pick<Ask<C>, 'only'>,
  ): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let at = 0; at < names.length; at += most) {
      const some = names.slice(at, at + most);
      answers.push(await this.ask({ call, input: input(some), number: at / most + 1, about: aboutOf(some), ...how }));
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
