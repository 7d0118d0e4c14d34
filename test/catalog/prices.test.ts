import { describe, expect, it } from 'vitest';
import { listInstanceTypes } from '../../src/catalog/instance-types.js';
import { isMissing } from '../../src/catalog/missing.js';
import { fargatePrice, fargateStoragePrice, onDemandPrice, PRICED_REGIONS, spotOf } from '../../src/catalog/prices.js';

describe('on-demand prices', () => {
  it('exist for 1,366 types in us-east-1, and for most in three more regions', () => {
    const priced = (region: string) => listInstanceTypes().filter((type) => !isMissing(onDemandPrice(type.name, region))).length;
    expect(PRICED_REGIONS.map(priced)).toEqual([1366, 1167, 949, 1016]);
  });

  it('carry their source and its date', () => {
    expect(onDemandPrice('m5.large', 'us-east-1')).toEqual({
      usdPerHour: 0.096,
      source: 'aws/karpenter-provider-aws zz_generated.pricing_aws.go',
      date: '2026-07-20',
    });
    expect(onDemandPrice('m5.large', 'ap-northeast-1')).toMatchObject({ usdPerHour: 0.124, date: '2026-03-15' });
  });

  it('are never zero, and have a source, for any type and region', () => {
    for (const region of PRICED_REGIONS) {
      for (const type of listInstanceTypes()) {
        const price = onDemandPrice(type.name, region);
        if (!isMissing(price)) expect([type.name, price.usdPerHour > 0, price.source === undefined]).toEqual([type.name, true, false]);
      }
    }
  });

  it.each([
    ['mac1.metal', 'us-east-1'], // Sold by the dedicated host.
    ['m5.large', 'eu-west-3'], // A region outside the catalogue.
    ['m99.large', 'us-east-1'],
  ])('of %s in %s is missing, and the message names the setting that gives it', (name, region) => {
    expect(onDemandPrice(name, region)).toEqual({
      missing: `the catalogue has no on-demand price of ${name} in ${region}: give it in the scenario as prices.ec2.${name}, in USD per hour, or 0 if only times count`,
    });
  });

  it('of Windows are missing rather than those of Linux', () => {
    expect(onDemandPrice('m5.large', 'us-east-1', 'windows')).toEqual({
      missing:
        'the catalogue has no price of m5.large with a Windows licence: give it in the scenario as prices.ec2.m5.large, in USD per hour, or 0 if only times count',
    });
  });
});

describe('Spot', () => {
  it('savings and interruption bucket go together', () => {
    expect(spotOf('m5n.large', 'us-east-1')).toEqual({
      savingsPercent: 55,
      interruptionBucket: '<5%',
      source: 'AWS Spot Advisor in alexei-led/spotinfo',
      date: '2025-06-28',
    });
    expect(spotOf('m5.24xlarge', 'us-east-1')).toMatchObject({ savingsPercent: 75, interruptionBucket: '>20%' });
  });

  it('has prices for 894 types in us-east-1', () => {
    expect(listInstanceTypes().filter((type) => !isMissing(spotOf(type.name, 'us-east-1'))).length).toBe(894);
  });

  it.each([
    ['u-6tb1.56xlarge', 'us-east-1'],
    ['m5.large', 'eu-west-3'],
    ['m99.large', 'us-east-1'],
  ])('of %s in %s is missing, and the message names the setting that gives it', (name, region) => {
    const answer = spotOf(name, region);
    expect(isMissing(answer) && answer.missing).toMatch(`of ${name} in ${region}: give them in the scenario as prices.spot.${name}`);
  });
});

describe('Fargate prices', () => {
  it('are the newest complete ones, with their date', () => {
    const price = fargatePrice({ region: 'us-east-1', os: 'linux', arch: 'x86_64', capacity: 'on-demand' });
    expect(price).toMatchObject({ usdPerVcpuHour: 0.04048, usdPerGbHour: 0.004445, licenseUsdPerVcpuHour: 0, date: '2026-09-11' });
    expect((price as { source: string }).source).toMatch(/^AWS Price List offer AmazonECS us-east-1 20260911124425/);
  });

  it('of Spot, ARM and Windows are their own', () => {
    const at = { region: 'us-east-1', os: 'linux', arch: 'x86_64', capacity: 'on-demand' } as const;
    expect(fargatePrice({ ...at, capacity: 'spot' })).toMatchObject({ usdPerVcpuHour: 0.01254688, date: '2026' });
    expect(fargatePrice({ ...at, arch: 'arm64' })).toMatchObject({ usdPerVcpuHour: 0.03238, licenseUsdPerVcpuHour: 0 });
    expect(fargatePrice({ ...at, os: 'windows' })).toMatchObject({ usdPerVcpuHour: 0.09148, licenseUsdPerVcpuHour: 0.046 });
  });

  it('prefer an old list price to a newer one worked out from bills', () => {
    const price = fargatePrice({ region: 'ap-south-1', os: 'linux', arch: 'x86_64', capacity: 'on-demand' });
    expect(price).toMatchObject({ usdPerVcpuHour: 0.04256, date: '2021-01-14' });
  });

  it('without one of their parts are missing, and the message names the setting', () => {
    // ap-northeast-1 has the Windows licence only; ca-central-1 has ARM vCPUs only.
    const windows = fargatePrice({ region: 'ap-northeast-1', os: 'windows', arch: 'x86_64', capacity: 'on-demand' });
    const arm = fargatePrice({ region: 'ca-central-1', os: 'linux', arch: 'arm64', capacity: 'on-demand' });
    expect(isMissing(windows) && windows.missing).toMatch(
      /no on-demand price of Fargate for windows on x86_64 in ap-northeast-1: .*prices\.fargate/,
    );
    expect(isMissing(arm)).toBe(true);
  });

  it('of storage exist in few regions', () => {
    expect(fargateStoragePrice('us-east-1')).toMatchObject({ usdPerGbHour: 0.000111, date: '2026-09-11' });
    expect(fargateStoragePrice('us-west-2')).toEqual({
      missing: 'the catalogue has no price of Fargate storage in us-west-2: give it in the scenario as prices.fargate.storageUsdPerGbHour',
    });
  });
});
