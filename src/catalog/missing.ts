/** A value missing in the catalogue: a sentence that names the scenario setting for it. A missing value never counts as zero. */
export interface Missing {
  readonly missing: string;
}

export function isMissing(answer: object): answer is Missing {
  return 'missing' in answer;
}
