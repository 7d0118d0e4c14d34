/** A missing price: a sentence that names the settings for it, as in the catalogue. A missing price never counts as zero. */
export interface Missing {
  readonly missing: string;
}

export function missingPrices(subject: string, settings: readonly string[]): Missing {
  return { missing: `no price is known of ${subject}: give ${settings.join(' and ')} in the scenario, in USD` };
}

export function isMissingPrice(answer: object): answer is Missing {
  return 'missing' in answer;
}
