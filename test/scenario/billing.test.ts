import { describe, expect, it } from 'vitest';
import { NOT_COVERED } from '../../src/billing/bill.js';
import { BILLING_DEFAULTS } from '../../src/billing/billing-settings.js';
import { GOOD, load, messages } from './scenarios.js';

const withLines = (...lines: string[]) => `${GOOD}${lines.join('\n')}\n`;
const billingOf = (...lines: string[]) => load(withLines(...lines)).setup!.billing;

describe("the bill's terms in a scenario", () => {
  it('has the defaults and the prices of Fargate, where it has no settings', () => {
    const { fargate, ...rest } = billingOf();
    expect(rest).toEqual({ settings: BILLING_DEFAULTS, commitments: { reservations: [], savingsPlan: null }, items: {} });
    expect(fargate['linux.x86_64.on-demand']).toEqual({
      usdPerVcpuHour: 0.04048,
      usdPerGbHour: 0.004445,
      licenseUsdPerVcpuHour: 0,
      storageUsdPerGbHour: 0.000111,
    });
    expect(load(GOOD).setup!.metrics).toEqual({ everyMs: null });
  });

  it('is settings, commitments by index of the type, and items with their prices', () => {
    const { settings, commitments, items } = billingOf(
      'prices: { rootVolume: { usdPerGibMonth: 0.08 }, zoneTraffic: { usdPerGb: 0.01 } }',
      'billing:',
      '  unusedCost: apart',
      '  fargateMinimumSeconds: { windows: 60 }',
      '  reservedInstances: [{ instanceType: c5.large, count: 3, usdPerHour: 0.05 }, { instanceType: r5.large, count: 1, usdPerHour: 0.1 }]',
      '  savingsPlan: { usdPerHour: 0.4, percentOff: { m5.large: 27.5, FARGATE: 20 } }',
      '  items: { rootVolume: { gib: 30 }, publicIpv4: { instances: false }, zoneTraffic: { gbPerHour: 5 } }',
      'metrics: { every: 5m }',
    );
    expect(settings).toEqual({ ...BILLING_DEFAULTS, unusedCost: 'apart', fargateMinimumSeconds: { linux: 60, windows: 60 } });
    expect(commitments).toEqual({
      reservations: [
        { usage: 1, instances: 3, usdPerHour: 0.05 },
        { usage: NOT_COVERED, instances: 1, usdPerHour: 0.1 }, // No r5.large runs here.
      ],
      savingsPlan: { usdPerHour: 0.4, percentOff: [27.5, null, 20] },
    });
    expect(items).toEqual({
      rootVolume: { gib: 30, usdPerGibMonth: 0.08 },
      publicIpv4: { instances: false, fargateTasks: true },
      zoneTraffic: { gbPerHour: 5, usdPerGb: 0.01 },
    });
  });

  it('may replace one price of the catalogue and leave the others', () => {
    const { fargate } = billingOf(
      'prices: { fargate: { storageUsdPerGbHour: 0.5, linux: { x86_64: { spot: { usdPerVcpuHour: 0.01 } } } } }',
    );
    const spot = billingOf().fargate['linux.x86_64.spot']!;
    expect(fargate['linux.x86_64.spot']).toEqual({ ...spot, usdPerVcpuHour: 0.01, storageUsdPerGbHour: 0.5 });
    expect(fargate['windows.x86_64.on-demand']).toMatchObject({ licenseUsdPerVcpuHour: 0.046, storageUsdPerGbHour: 0.5 });
  });

  it.each([
    [
      'items without their prices',
      'billing: { items: { rootVolume: { gib: 8 }, loadBalancers: { count: 1, lcu: 1 } } }',
      [
        'billing.items: no price is known of line items: give prices.rootVolume.usdPerGibMonth and prices.loadBalancers.usdPerHour and prices.loadBalancers.usdPerLcuHour in the scenario, in USD',
      ],
    ],
    [
      'a price without its item',
      'prices: { zoneTraffic: { usdPerGb: 0.01 } }',
      ['prices.zoneTraffic: has no effect: nothing is charged for it without billing.items.zoneTraffic'],
    ],
    [
      'a price whose item is wrong, once',
      'prices: { loadBalancers: { usdPerHour: 0.0252, usdPerLcuHour: 0.008 } }\nbilling: { items: { loadBalancers: [] } }',
      ['billing.items.loadBalancers: expected a block of keys, not []; its keys are count, lcu'],
    ],
    [
      'a type that is none',
      'billing: { savingsPlan: { usdPerHour: 1, percentOff: { m5.larg: 10 } } }',
      ['billing.savingsPlan.percentOff.m5.larg: there is no instance type "m5.larg"; did you mean m5.large?'],
    ],
    [
      'a reservation of what does not run',
      'billing: { reservedInstances: [{ instanceType: r5.large, count: 1, usdPerHour: 0.1 }] }',
      ['billing.reservedInstances.0.instanceType: no instance of the scenario is of type r5.large: it is paid for and covers nothing'],
    ],
    [
      'a plan that gives all',
      'billing: { savingsPlan: { usdPerHour: 1, percentOff: { m5.large: 100 } } }',
      [expect.stringContaining('billing.savingsPlan.percentOff.m5.large: ')],
    ],
  ])('reports %s', (_, line, expected) => expect(messages(withLines(line))).toEqual(expected));

  it.each([
    [
      'ARM where the catalogue has none',
      ['eu-west-3', 'ARM64', 'FARGATE', ''],
      [
        'services.web.taskDefinition: no price is known of Fargate (linux on arm64, on-demand): give prices.fargate.linux.arm64.on-demand.usdPerVcpuHour and prices.fargate.linux.arm64.on-demand.usdPerGbHour in the scenario, in USD',
      ],
    ],
    [
      'ARM that the scenario prices',
      [
        'eu-west-3',
        'ARM64',
        'FARGATE',
        'prices: { fargate: { linux: { arm64: { on-demand: { usdPerVcpuHour: 0.03, usdPerGbHour: 0.003 } } } } }',
      ],
      [],
    ],
    [
      'a price of Spot that only FARGATE_SPOT wants',
      ['us-west-2', 'ARM64', 'FARGATE_SPOT', ''],
      [expect.stringMatching(/^services\.web\.taskDefinition: no price is known of Fargate \(linux on arm64, spot\)/)],
    ],
    [
      'Windows where the catalogue has none',
      ['eu-west-1', 'WINDOWS', 'FARGATE', ''],
      [
        expect.stringMatching(
          /give prices\.fargate\.windows\.x86_64\.on-demand\.usdPerVcpuHour and .* and prices\.fargate\.windows\.x86_64\.on-demand\.licenseUsdPerVcpuHour in/,
        ),
      ],
    ],
    [
      'storage where the catalogue has none',
      ['eu-west-3', 'X86_64', 'FARGATE', '', '30'],
      [
        'services.web.taskDefinition: no price is known of Fargate (linux on x86_64, on-demand): give prices.fargate.storageUsdPerGbHour in the scenario, in USD',
      ],
    ],
  ] as const)('requires the price of %s on Fargate', (_, [region, platform, provider, prices, storage], expected) => {
    const os = platform === 'WINDOWS' ? 'operatingSystemFamily: WINDOWS_SERVER_2022_CORE' : `cpuArchitecture: ${platform}`;
    const text = [
      'name: on-fargate',
      'duration: 1h',
      `region: ${region}`,
      'cluster: { capacityProviders: [FARGATE, FARGATE_SPOT] }',
      'taskDefinitions:',
      '  - family: web',
      '    requiresCompatibilities: [FARGATE]',
      '    networkMode: awsvpc',
      '    cpu: "1024"',
      '    memory: "2048"',
      `    runtimePlatform: { ${os} }`,
      ...(storage === undefined ? [] : [`    ephemeralStorage: { sizeInGiB: ${storage} }`]),
      '    containerDefinitions: [{ name: web, image: web }]',
      `services: [{ serviceName: web, taskDefinition: web, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: ${provider}, weight: 1 }] }]`,
      prices,
    ].join('\n');
    expect(messages(text)).toEqual(expected);
  });
});
