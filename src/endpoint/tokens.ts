import { AwsError } from './aws-error.js';

/** Codes of the error for a client token that was used with another input. */
const REUSED: Readonly<Record<string, string>> = {
  'ecs RunTask': 'ConflictException',
  'ecs CreateService': 'InvalidParameterException',
  'ecs CreateTaskSet': 'InvalidParameterException',
};

/** The answers of calls with a client token: the same call with the same token gets the same answer, and does nothing more. */
export class Tokens {
  private readonly answers = new Map<string, { readonly input: string; readonly output: unknown }>();

  /** Returns the earlier answer; undefined for a call without a token, or with a new one. */
  answerTo(call: string, input: object): { readonly output: unknown } | undefined {
    const token = tokenIn(input);
    const known = token === undefined ? undefined : this.answers.get(`${call} ${token}`);
    if (known !== undefined && known.input !== JSON.stringify(input))
      throw new AwsError(
        REUSED[call] ?? 'IdempotentParameterMismatch',
        `The client token ${token} was used with another ${call.split(' ')[1]}.`,
      );
    return known;
  }

  note(call: string, input: object, output: unknown): void {
    const token = tokenIn(input);
    if (token !== undefined) this.answers.set(`${call} ${token}`, { input: JSON.stringify(input), output });
  }
}

function tokenIn(input: object): string | undefined {
  const { clientToken, ClientToken } = input as { readonly clientToken?: string; readonly ClientToken?: string };
  return clientToken ?? ClientToken;
}
