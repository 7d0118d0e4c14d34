/** A price that nobody has given: a sentence that names the settings to give it, as the catalogue's. Never a zero. */
export interface Missing {
  readonly missing: string;
}

export function missingPrices(of: string, settings: readonly string[]): Missing {
  return { missing: `no price is known of ${of}: give ${settings.join(' and ')} in the scenario, in USD` };
}

export function isMissingPrice(answer: object): answer is Missing {
  return 'missing' in answer;
}
