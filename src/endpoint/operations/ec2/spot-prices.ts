import type { EC2 } from '@aws-sdk/client-ec2';
import { timeOf } from '../../protocol/input-check.js';
import { type Context, type OperationsOf, reads } from '../operation.js';
import { pageOf } from '../page.js';
import { type Filters, passes } from './filters.js';

const RESULTS_DEFAULT = 1_000;
const DIGITS = 6;

interface Price {
  readonly AvailabilityZone: string;
  readonly InstanceType: string;
  readonly ProductDescription: string;
  readonly SpotPrice: string;
  readonly Timestamp: string;
}

const FILTERS: Filters<Price> = {
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  'instance-type': ({ InstanceType }) => InstanceType,
  'product-description': ({ ProductDescription }) => ProductDescription,
  'spot-price': ({ SpotPrice }) => SpotPrice,
  timestamp: ({ Timestamp }) => Timestamp,
};

/** Prices of the Spot pools that groups of the scenario can launch in. */
export const SPOT_PRICES = {
  DescribeSpotPriceHistory: reads(
    {
      uses: [
        ...(['InstanceTypes', 'AvailabilityZone', 'StartTime', 'EndTime', 'MaxResults', 'NextToken'] as const),
        ...(['Filters', 'ProductDescriptions', 'DryRun'] as const),
      ],
      refuses: ['AvailabilityZoneId'],
    },
    (
      {
        Filters: filters = [],
        ProductDescriptions: products,
        InstanceTypes: types,
        AvailabilityZone: zone,
        StartTime,
        EndTime,
        MaxResults: most = RESULTS_DEFAULT,
        NextToken: token,
      },
      context,
    ) => {
      const { startsAtMs } = context.cluster.setup;
      const nowMs = startsAtMs + context.cluster.nowMs;
      const untilMs = Math.min(nowMs, EndTime === undefined ? nowMs : timeOf(EndTime));
      const fromMs = StartTime === undefined ? Number.NEGATIVE_INFINITY : timeOf(StartTime);
      const found = pricesOf(context, { fromMs, untilMs }).filter(
        (one) =>
          passes(one, filters, FILTERS) &&
          (products === undefined || products.includes(one.ProductDescription)) &&
          (types === undefined || types.includes(one.InstanceType as never)) &&
          (zone === undefined || zone === one.AvailabilityZone),
      );
      const { page, next } = pageOf(found, { token, most, code: 'InvalidParameterValue' });
      return { SpotPriceHistory: page, NextToken: next ?? '' };
    },
  ),
} satisfies OperationsOf<EC2>;

/** The prices that held at some time from `fromMs` until `untilMs`, the newest first. */
function pricesOf({ cluster }: Context, { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number }): Price[] {
  const { market, startsAtMs, instanceTypes, zones } = cluster.setup;
  const found = market.pools.flatMap(({ isSpot, type, zone, price: { atMs, usdPerHour } }) => {
    const instanceType = instanceTypes[type];
    // A pool of Fargate has no instance type.
    if (!isSpot || instanceType === undefined) return [];
    return atMs.flatMap((at, i) => {
      const [beginMs, endMs] = [startsAtMs + at, startsAtMs + (atMs[i + 1] ?? Number.POSITIVE_INFINITY)];
      if (beginMs > untilMs || endMs <= fromMs) return [];
      return [
        {
          AvailabilityZone: zones[zone]!,
          InstanceType: instanceType.name,
          ProductDescription: instanceType.operatingSystem === 'windows' ? 'Windows' : 'Linux/UNIX',
          SpotPrice: usdPerHour[i]!.toFixed(DIGITS),
          Timestamp: new Date(beginMs).toISOString(),
        },
      ];
    });
  });
  return found.sort((a, b) => (a.Timestamp < b.Timestamp ? 1 : a.Timestamp > b.Timestamp ? -1 : 0));
}
