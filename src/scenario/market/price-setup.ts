import { constantPrice, type PricePath, Steps } from '../../market/paths.js';
import type { InstanceTypeSpec } from '../../sim/setup.js';
import { durationMs } from '../units.js';
import type { PriceText } from './price-schema.js';

export function pricePathOf(price: PriceText): PricePath {
  if (typeof price === 'number') return constantPrice(price);
  const steps = new Steps(price[0]!.usd);
  for (const { at, usd } of price) steps.push(durationMs(at), usd);
  return { atMs: steps.atMs, usdPerHour: steps.values };
}

/** Turns a constant price path into a number. */
export function priceOrPath(price: PriceText): number | PricePath {
  const path = pricePathOf(price);
  return path.atMs.length === 1 ? path.usdPerHour[0]! : path;
}

/** The On-Demand price of an instance type at the start, and its path if it changes. */
export function onDemandOf(price: PriceText): Pick<InstanceTypeSpec, 'usdPerHour' | 'pricePath'> {
  const path = pricePathOf(price);
  return { usdPerHour: path.usdPerHour[0]!, ...(path.atMs.length === 1 ? {} : { pricePath: path }) };
}
