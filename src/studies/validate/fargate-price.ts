import { isMissing } from '../../catalog/missing.js';
import { fargatePrice } from '../../catalog/prices.js';
import { systemOf } from '../../fargate/platform/task.js';
import { numberText } from '../../kernel/quantity-text.js';
import type { TaskDefinition } from '../../scenario/task-definition/definition.js';

/** Returns a line with the price of a task on Fargate, or none where it cannot run there or the catalogue has no price. */
export function fargatePriceLines({ launchTypes, fargate, osFamily, architecture }: TaskDefinition, region: string): string[] {
  if (!launchTypes.includes('FARGATE') || fargate === null) return [];
  const price = fargatePrice({ region, os: systemOf(osFamily), arch: architecture ?? 'x86_64', capacity: 'on-demand' });
  if (isMissing(price)) return [];
  const { usdPerVcpuHour, licenseUsdPerVcpuHour, usdPerGbHour } = price;
  const usd = (fargate.cpuUnits / 1024) * (usdPerVcpuHour + licenseUsdPerVcpuHour) + (fargate.memoryMib / 1024) * usdPerGbHour;
  return [`on FARGATE a task-hour costs ${numberText(usd, 4)} USD, On-Demand in ${region}`];
}
