import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { FARGATE_SIZES } from '../../src/catalog/fargate.js';
import { findInstanceType, listInstanceTypes, trunkTasksUnder } from '../../src/catalog/instance-types.js';
import { fargatePrice, fargateStoragePrice, onDemandPrice, PRICED_REGIONS, spotOf } from '../../src/catalog/prices.js';
import { registeredMemory } from '../../src/catalog/registered.js';

type Row = Record<string, string>;
const folder = join(process.env.DRYDOCK_DATA!, 'catalog');
const readCsv = (name: string): Row[] => parse(readFileSync(join(folder, name)), { columns: true }) as Row[];
const allTypes = readCsv('ec2-instance-types.csv');
const rows = allTypes.filter((row) => row.vcpus !== '' && row.memory_mib !== '' && row.max_enis !== '');
const observations = readCsv('registered-memory.csv');

describe('the generated catalogue', () => {
  it('has every type with vCPUs, memory and interfaces, and no other', () => {
    expect(
      listInstanceTypes()
        .map((type) => type.name)
        .sort(),
    ).toEqual(rows.map((row) => row.instance_type).sort());
  });

  it.each(rows.map((row) => [row.instance_type, row]))('%s is described as in the CSV', (name, row) => {
    const type = findInstanceType(name)!;
    const isNvidia = row.gpu_manufacturer === 'NVIDIA';
    expect(type).toMatchObject({
      family: row.family,
      vcpus: Number(row.vcpus),
      nominalMemoryMib: Number(row.memory_mib),
      architecture: row.arch.startsWith('arm64') ? 'arm64' : 'x86_64',
      isMac: row.arch.endsWith('mac'),
      isBareMetal: row.bare_metal === 'True',
      isCurrentGeneration: row.current_generation === 'True',
      gpus: isNvidia ? Math.max(1, Number(row.gpus)) : 0,
      gpuMemoryMib: isNvidia ? Number(row.gpu_memory_mib) : null,
      eniTasks: Number(row.ecs_task_limit_no_trunk),
    });
    expect(type.gpuModel?.replace(/ \(.*/, '') ?? '').toBe(isNvidia ? row.gpu_model : '');
    const others = isNvidia ? 0 : Number(row.gpus) || Number(row.accelerators);
    expect(type.accelerators?.count ?? 0).toBe(others);
  });

  it.each(PRICED_REGIONS)('has the prices and Spot figures of the CSV for %s', (region) => {
    const column = region.replaceAll('-', '_');
    for (const row of rows) {
      const name = row.instance_type;
      const price = onDemandPrice(name, region);
      const isPriced = row[`price_usd_h_${column}`] !== '';
      expect([name, 'usdPerHour' in price ? price.usdPerHour : 'missing']).toEqual([
        name,
        isPriced ? Number(row[`price_usd_h_${column}`]) : 'missing',
      ]);
      const date = (region === 'us-east-1' ? row.price_source_us_east_1 : row.price_source_other).split(' ')[1];
      if ('date' in price) expect([name, price.date]).toEqual([name, date]);
      const spot = spotOf(name, region);
      const inCsv = { savingsPercent: Number(row[`spot_savings_pct_${column}`]), interruptionBucket: row[`spot_interruption_${column}`] };
      if ('missing' in spot) expect([name, row[`spot_savings_pct_${column}`]]).toEqual([name, '']);
      else expect([name, spot]).toMatchObject([name, inCsv]);
    }
  });

  it('has the trunk limits of the ECS table, and by formula only those of types outside it', () => {
    const table = readCsv('eni-trunking.csv');
    expect(table.length).toBe(558);
    const unknown = table.filter((row) => findInstanceType(row.instance_type) === undefined).map((row) => row.instance_type);
    expect(unknown).toEqual(['u-18tb1.metal', 'u-24tb1.metal']);
    const inTable = new Map(table.map((row) => [row.instance_type, row]));
    const unsupported = new Set(readCsv('eni-trunking-unsupported.csv').map((row) => row.name));
    for (const row of table) {
      const type = findInstanceType(row.instance_type);
      if (type === undefined) continue;
      // C.ENI-05: the primary interface counts, and with a trunk that as well.
      const limits = [type.eniTasks + 1, type.trunkTasks!.tasks + 2];
      expect([type.name, ...limits]).toEqual([type.name, Number(row.eni_limit_without_trunking), Number(row.eni_limit_with_trunking)]);
    }
    for (const row of rows) {
      const type = findInstanceType(row.instance_type)!;
      const ecs = inTable.get(type.name);
      const derived = row.ecs_task_limit_trunk_source.startsWith('derived') && !unsupported.has(type.name) && !unsupported.has(type.family);
      expect([type.name, trunkTasksUnder('ecs', type)]).toEqual([type.name, ecs ? Number(ecs.task_limit_with_trunking) : null]);
      expect([type.name, trunkTasksUnder('ec2-api', type)]).toEqual([type.name, ecs || derived ? Number(row.ecs_task_limit_trunk) : null]);
      if (ecs) expect([type.name, type.eniTasks]).toEqual([type.name, Number(ecs.task_limit_without_trunking)]);
      expect([type.name, type.trunkTasks?.isDisputed ?? false]).toEqual([type.name, ecs !== undefined && ecs.in_unsupported_list !== 'no']);
    }
  });

  it('has the registered memory of the CSV where no instance was measured on that image, for every type', () => {
    const isSeen = (name: string, ami: string) => observations.some((row) => row.instance_type === name && row.ami.startsWith(ami));
    for (const row of readCsv('registered-memory-by-type.csv')) {
      const type = findInstanceType(row.instance_type);
      if (type === undefined || type.isMac) continue;
      const bottlerocket = { memoryMib: Number(row.bottlerocket_mib), basis: row.basis === 'measured' ? 'measured' : 'estimated' };
      expect([type.name, registeredMemory(type, 'bottlerocket')]).toEqual([type.name, bottlerocket]);
      expect(type.cpuUnits).toBe(Number(row.registered_cpu));
      for (const [ami, words, column] of [
        ['al1', 'Amazon Linux 1 ECS', 'al1_mib_est'],
        ['al2', 'Amazon Linux 2 ECS', 'al2_kernel414_mib_est'],
        ['al2023', 'Amazon Linux 2023 ECS', 'al2023_mib_est'],
      ] as const) {
        if (row[column] === '' || isSeen(type.name, words)) continue;
        expect([type.name, ami, registeredMemory(type, ami)]).toEqual([
          type.name,
          ami,
          { memoryMib: Number(row[column]), basis: 'estimated' },
        ]);
      }
    }
  });

  it('calls only observed values measured', () => {
    for (const type of listInstanceTypes()) {
      for (const [ami, words] of [
        ['al1', 'Amazon Linux 1 '],
        ['al2', 'Amazon Linux 2 '],
        ['al2023', 'Amazon Linux 2023 '],
        ['windows', 'Windows'],
        ['bottlerocket', 'Bottlerocket'],
      ] as const) {
        const memory = registeredMemory(type, ami);
        if ('missing' in memory || memory.basis === 'estimated') continue;
        const seen = observations.filter((row) => row.instance_type === type.name && row.ami.startsWith(words));
        expect([type.name, ami, seen.some((row) => Number(row.registered_mib) === memory.memoryMib)]).toEqual([type.name, ami, true]);
      }
    }
  });

  it('has the Fargate sizes of the CSV', () => {
    const inCsv = readCsv('fargate-combinations.csv').map((row) => ({
      cpuUnits: Number(row.cpu_units),
      memoryMib: Number(row.memory_mib),
      os: row.os.toLowerCase(),
      platformVersionMin: row.min_platform_version || null,
    }));
    const key = (size: object) => JSON.stringify(size);
    expect(
      FARGATE_SIZES.map(({ cpuUnits, memoryMib, os, platformVersionMin }) => key({ cpuUnits, memoryMib, os, platformVersionMin })).sort(),
    ).toEqual(inCsv.map(key).sort());
  });

  it('has for every place a Fargate price that is in the CSV, and none newer on offer', () => {
    const prices = readCsv('fargate-prices.csv');
    const places = new Set(
      prices.filter((row) => row.os !== 'any').map((row) => JSON.stringify([row.region, row.os, row.arch, row.capacity])),
    );
    expect(places.size).toBeGreaterThan(50);
    for (const place of places) {
      const [region, os, arch, capacity] = JSON.parse(place);
      const here = prices.filter((row) => JSON.stringify([row.region, row.os, row.arch, row.capacity]) === place);
      const price = fargatePrice({ region, os, arch, capacity });
      const quoted = (item: string) => here.filter((row) => row.item === item && !row.note.startsWith('DERIVED'));
      if ('missing' in price) {
        expect([place, quoted('vcpu_hour').length === 0 || quoted('gb_hour').length === 0]).toEqual([place, true]);
        continue;
      }
      const isQuoted = (item: string, usd: number) =>
        here.some((row) => row.item === item && Number(row.price_usd) === usd && row.as_of.startsWith(price.date));
      expect([place, isQuoted('vcpu_hour', price.usdPerVcpuHour), isQuoted('gb_hour', price.usdPerGbHour)]).toEqual([place, true, true]);
      const newer = quoted('vcpu_hour').filter((row) => row.as_of > price.date && quoted('gb_hour').some((gb) => gb.as_of === row.as_of));
      expect([place, newer.filter((row) => !row.as_of.startsWith(price.date))]).toEqual([place, []]);
    }
  });

  it('has the storage prices of Fargate in the CSV', () => {
    for (const row of readCsv('fargate-prices.csv').filter((price) => price.item === 'ephemeral_gb_hour')) {
      expect(fargateStoragePrice(row.region)).toMatchObject({ usdPerGbHour: Number(row.price_usd) });
    }
  });
});
