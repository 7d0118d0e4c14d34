/** The catalogue does not know: a sentence that names the scenario setting to give it. Never a zero. */
export interface Missing {
  readonly missing: string;
}

export function isMissing(answer: object): answer is Missing {
  return 'missing' in answer;
}
