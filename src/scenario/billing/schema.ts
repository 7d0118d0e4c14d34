import { z } from 'zod';
import { BILLING_DEFAULTS } from '../../billing/billing-settings.js';
import { instanceType } from '../cluster/instances-schema.js';
import { choice, list, real, shape, whole } from '../fields.js';
import { price } from '../market/price-schema.js';
import { interruptionBucket, savingsPercent } from '../market/schema.js';

const usd = z.number().min(0).max(100_000);

const D = BILLING_DEFAULTS;
const A_DAY_OF_SECONDS = 86_400;
const minimum = (what: string, standard: number) => whole(0, A_DAY_OF_SECONDS, `The least that ${what} is billed for.`).default(standard);

const reservation = shape('Reserved Instances: paid for whether they run or not.', () => ({
  instanceType,
  count: whole(1, 1_000_000, 'Number of them, for the whole run.'),
  usdPerHour: usd.describe('Price of one per hour, with the upfront payment spread over its hours.'),
}));

const savingsPlan = shape('A Compute Savings Plan: dollars an hour, paid whether they are used or not.', () => ({
  usdPerHour: usd.describe('The commitment.'),
  percentOff: z
    .record(z.string(), z.number().min(0).lt(100))
    .describe('Discount of the plan from list price, by instance type and FARGATE; other types are not covered.'),
}));

const items = shape('Further items of the bill. An item that is not given is not charged.', () => ({
  rootVolume: shape('An EBS volume for each instance of a group or outside one.', () => ({
    gib: whole(1, 65_536, 'Its size.'),
  })).optional(),
  publicIpv4: shape('A public IPv4 address.', () => ({
    instances: z.boolean().describe('Each instance has one.').default(true),
    fargateTasks: z.boolean().describe('Each Fargate task has one.').default(true),
  })).optional(),
  loadBalancers: shape('Load balancers, by the begun hour of the run.', () => ({
    count: whole(1, 10_000, 'Number of them, for the whole run.'),
    lcu: real(0, 1_000_000, 'Capacity units (LCU) an hour of all of them.').default(0),
  })).optional(),
  zoneTraffic: shape('Traffic from one Availability Zone to another.', () => ({
    gbPerHour: real(0, 1_000_000_000, 'How much.'),
  })).optional(),
}));

export const billing = shape('Rules of the bill, explained in docs/money.md.', () => ({
  ec2MinimumSeconds: minimum('an instance', D.ec2MinimumSeconds),
  fargateMinimumSeconds: shape('The least that a Fargate task is billed for, by its system.', () => ({
    linux: minimum('a Linux task', D.fargateMinimumSeconds.linux),
    windows: minimum('a Windows task', D.fargateMinimumSeconds.windows),
  })).prefault({}),
  spotInterruptedFirstHour: choice(['free', 'charged'], 'A Spot Instance that EC2 takes back in its first hour.').default(
    D.spotInterruptedFirstHour,
  ),
  fargateStorageIncludedGib: whole(0, 200, 'Ephemeral storage that comes with a Fargate task.').default(D.fargateStorageIncludedGib),
  hoursPerMonth: real(1, 744, 'Hours of a month, to convert a price per GiB-month into one per hour.').default(D.hoursPerMonth),
  unusedCost: choice(
    ['shared', 'apart'],
    'The cost of capacity that no task on an instance reserves: borne by the services there, or idle.',
  ).default(D.unusedCost),
  reservedInstances: list(reservation, [0, 1_000], 'Reserved Instances, by type: paid for whether they run or not.').default([]),
  savingsPlan: savingsPlan.optional(),
  items: items.prefault({}),
}));

const rates = {
  usdPerVcpuHour: price('USD per vCPU-hour.').optional(),
  usdPerGbHour: price('USD per GB-hour of memory.').optional(),
};
const linux = shape('By capacity.', () => ({
  'on-demand': shape('Prices of the capacity provider FARGATE and the launch type.', () => rates).optional(),
  spot: shape('Prices of the capacity provider FARGATE_SPOT.', () => rates).optional(),
}));
const windows = shape('By capacity.', () => ({
  'on-demand': shape('Prices of the capacity provider FARGATE and the launch type.', () => ({
    ...rates,
    licenseUsdPerVcpuHour: price('Licence, on top of the vCPU-hour.').optional(),
  })).optional(),
}));

export const prices = shape('Prices that replace those of the catalogue.', () => ({
  ec2: z
    .record(z.string(), price('USD per hour.'))
    .describe("On-Demand prices by instance type, per hour: in place of the catalogue's, which a type may lack.")
    .default({}),
  spot: z
    .record(
      z.string(),
      shape('Values of the AWS Spot Advisor for a type, in every zone.', () => ({ savingsPercent, interruptionBucket })),
    )
    .describe(
      "Savings and interruption bucket, by instance type: in place of the catalogue's, from the AWS Spot Advisor, which a type may lack.",
    )
    .default({}),
  fargate: shape("Prices of Fargate, in place of the catalogue's, which a system or an architecture may lack.", () => ({
    storageUsdPerGbHour: price("Of ephemeral storage beyond the included amount, per GB-hour. Default: the catalogue's.").optional(),
    linux: shape('By architecture.', () => ({ x86_64: linux.optional(), arm64: linux.optional() })).optional(),
    windows: shape('By architecture.', () => ({ x86_64: windows.optional() })).optional(),
  })).prefault({}),
  ebs: z
    .record(
      z.string(),
      shape('A missing price is that of us-east-1.', () => ({
        usdPerGibMonth: usd.describe('USD per GiB-month.').optional(),
        usdPerIopsMonth: usd.describe('USD per provisioned IOPS and month: gp3 (above 3,000), io1 and io2.').optional(),
        usdPerMibpsMonth: usd.describe('USD per MiB a second and month: gp3, above 125.').optional(),
      })),
    )
    .describe('Prices of the EBS volumes of tasks, by volume type; a month has 30 days.')
    .default({}),
  rootVolume: shape('Of billing.items.rootVolume.', () => ({ usdPerGibMonth: usd.describe('USD per GiB-month.') })).optional(),
  publicIpv4: shape('Of billing.items.publicIpv4.', () => ({
    usdPerHour: usd.describe('USD per address and hour; without prices.publicIpv4 0.005.'),
  })).optional(),
  loadBalancers: shape('Of billing.items.loadBalancers.', () => ({
    usdPerHour: usd.describe('USD per load balancer and hour.').optional(),
    usdPerLcuHour: usd.describe('USD per LCU-hour.').optional(),
  })).optional(),
  zoneTraffic: shape('Of billing.items.zoneTraffic.', () => ({
    usdPerGb: usd.describe('USD per GB, for one of the two sides that pay.'),
  })).optional(),
}));
