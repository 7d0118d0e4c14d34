import { FARGATE_PROVIDER_NAMES, FargateProvider } from '../../../fargate/providers.js';
import type { Bucket, MarketSettings } from '../../../market/market-settings.js';
import { COUNTED_IN_TASKS, onDemandPool, type Pool, spotPool } from '../../../market/pools.js';

/** AWS publishes no interruption rates for Fargate Spot; it is assumed to be in the calmest bucket of the Spot Advisor. */
const FARGATE_SPOT_BUCKET: Bucket = '<5%';

/** Returns the pool of a Fargate provider in a zone, with unlimited room. */
export function fargatePool(
  { provider, zone, zoneName }: { readonly provider: FargateProvider; readonly zone: number; readonly zoneName: string },
  settings: MarketSettings,
): Pool {
  const isSpot = provider === FargateProvider.FARGATE_SPOT;
  const name = FARGATE_PROVIDER_NAMES[provider];
  const place = { type: COUNTED_IN_TASKS, zone, typeName: name, zoneName };
  const pool = isSpot
    ? spotPool(place, { savingsPercent: 0, interruptionBucket: FARGATE_SPOT_BUCKET, onDemandUsdPerHour: 0 }, settings)
    : onDemandPool(place, 0);
  return { ...pool, provider: name };
}
