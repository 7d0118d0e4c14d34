// `npm run --silent bench -- catalogue [--json]`
// The time from nothing to every instance type with its price, memory and Spot figures looked up once.
import { fromDist } from './dist.mjs';

export async function bench() {
  const started = performance.now();
  const [{ findInstanceType, listInstanceTypes }, { onDemandPrice, spotOf }, { registeredMemory }] = await Promise.all([
    fromDist('catalog/instance-types.js'),
    fromDist('catalog/prices.js'),
    fromDist('catalog/registered.js'),
  ]);
  const types = listInstanceTypes().length;
  onDemandPrice('m5.large', 'us-east-1');
  spotOf('m5.large', 'us-east-1');
  registeredMemory(findInstanceType('m5.large'), 'al2023');
  return { types, loadMs: +(performance.now() - started).toFixed(1) };
}
