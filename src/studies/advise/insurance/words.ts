import { USD_LEAST, usdText } from '../../../kernel/quantity-text.js';
import { idOf, type Tried } from './result.js';

export const AS_IT_IS = 'as it is';

export function triedName(tried: Tried): string {
  return tried.insurances.length === 0 ? AS_IT_IS : idOf(tried);
}

export function premiumText({ premiumUsd, insurances }: Tried): string {
  if (insurances.length === 0) return '–';
  return Math.abs(premiumUsd) < USD_LEAST ? 'no more' : `${premiumUsd > 0 ? '+' : ''}${usdText(premiumUsd)}`;
}
