import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import type { StreamedCsvFile } from '../../src/record/tables/all.js';
import { RunRecorder } from '../../src/run/recorder.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { load } from '../scenario/scenarios.js';
import { type SetupParts, setup } from '../sim/setups.js';

const FILES = [
  'instances.csv',
  'tasks.csv',
  'costs.csv',
  'service-costs.csv',
  'scaling-activities.csv',
  'capacity-providers.csv',
  'services.csv',
] as const;
type Row = Record<string, string> & { readonly cost_usd: string };
type Files = Record<(typeof FILES)[number], Row[]>;

/**
 * Runs it for two hours. Its files are checked on the way: instances, hours, providers, options, items and commitments, and services each
 * add up to their part of the bill.
 */
export function bill(parts: SetupParts) {
  return billOf(setup({ minutes: 120, ...parts }));
}

/** Runs a scenario file, with the same checks. `files`: what it names. */
export function billOfText(text: string, files: Readonly<Record<string, string>> = {}) {
  const { setup: what, errors } = load(text, { read: (path) => files[path] });
  expect(errors).toBeUndefined();
  return billOf(what!);
}

/** The rows of one file of a run of the scenario. */
export function csvOfText(text: string, name: StreamedCsvFile): Readonly<Record<string, string>>[] {
  const { setup: what, errors } = load(text);
  expect(errors).toBeUndefined();
  return filesOf(what!, [name]).files[name]!;
}

function filesOf(what: Setup, names: readonly StreamedCsvFile[]) {
  const texts: Partial<Record<StreamedCsvFile, string>> = {};
  const sink = (name: StreamedCsvFile) => ({
    write(chunk: string) {
      texts[name] = (texts[name] ?? '') + chunk;
      return true;
    },
  });
  const recorder = new RunRecorder(what, Object.fromEntries(names.map((name) => [name, sink(name)])), { hasShares: true });
  const sources = what.workloads.map((workload) => makeSource(workload.arrivals, { seed: what.seed, name: workload.name }));
  new Simulation(what, { sources, subscribers: [recorder] }).advance();
  const record = recorder.finish(what.durationMs);
  const files = Object.fromEntries(names.map((name) => [name, parse(texts[name]!, { columns: true, record_delimiter: '\r\n' })]));
  return { record, files: files as Partial<Record<StreamedCsvFile, Record<string, string>[]>> };
}

function billOf(what: Setup) {
  const run = filesOf(what, FILES);
  const { metrics, series } = run.record;
  const files = run.files as Files;
  const { headline, providers, purchaseOptions, owners, idleUsd, items, commitments, spotPools } = metrics;
  const total = (list: readonly { readonly cost_usd: number | string | null }[]) =>
    list.reduce((sum, one) => sum + Number(one.cost_usd), 0);
  const [cost, others, committed] = [headline.cost_usd!, headline.cost_items_usd!, headline.commitments_usd!];
  const capacity = cost - others - committed;
  expect(total(files['instances.csv'])).toBeCloseTo(capacity - headline.cost_fargate_usd!, 5);
  for (const list of [providers, providers.flatMap((p) => p.purchase_options), purchaseOptions])
    expect(total(list)).toBeCloseTo(capacity, 5);
  expect(total(spotPools)).toBeCloseTo(total(files['instances.csv'].filter((row) => row.purchase_option === 'spot')), 5);
  expect(Math.abs(total(files['costs.csv']) - cost)).toBeLessThanOrEqual(files['costs.csv'].length * 5e-7); // A row is rounded to a millionth.
  for (const { kind, name, cost_usd, credited_usd = 0 } of owners) {
    const tasks = files['tasks.csv'].filter((row) => row.kind === kind && row.name === name);
    expect(Math.abs(total(tasks) - cost_usd! - credited_usd)).toBeLessThan(1e-6 * (tasks.length + 2));
  }
  const ofServices = files['service-costs.csv'];
  const borneBy = (kind: string, name: string) => total(ofServices.filter((row) => row.kind === kind && row.name === name));
  expect(total(ofServices)).toBeCloseTo(cost, 5);
  for (const { kind, name, cost_usd } of owners) expect(borneBy(kind, name)).toBeCloseTo(cost_usd!, 5);
  expect(borneBy('idle', '')).toBeCloseTo(idleUsd!, 5);
  const volumes = owners.filter(({ volumes_usd }) => volumes_usd !== undefined);
  for (const { name, volumes_usd } of volumes) expect(borneBy('volumes', name)).toBeCloseTo(volumes_usd!, 5);
  const ofVolumes = volumes.reduce((sum, { volumes_usd }) => sum + volumes_usd!, 0);
  expect(ofVolumes).toBeCloseTo(total(items.filter(({ item }) => item === 'taskVolumes')), 5);
  expect(borneBy('other', '')).toBeCloseTo(others - ofVolumes + committed, 5);
  for (const hour of new Set([...files['costs.csv'], ...ofServices].map(({ hour_ms }) => hour_ms))) {
    const inHour = (rows: readonly Row[]) => total(rows.filter(({ hour_ms }) => hour_ms === hour));
    expect(inHour(ofServices)).toBeCloseTo(inHour(files['costs.csv']), 4);
  }
  expect(total(items)).toBeCloseTo(others, 5);
  expect(total(commitments)).toBeCloseTo(committed, 5);
  expect(total(owners) + idleUsd!).toBeCloseTo(capacity, 5);
  expect(Math.abs(series.costUsd.at(-1)! - cost)).toBeLessThan(1e-4); // Rounded to four places twice.
  const options = purchaseOptions;
  return {
    headline,
    providers,
    owners,
    options,
    series,
    files,
    items,
    commitments,
    spotPools,
    costs: [...owners.map((owner) => owner.cost_usd), idleUsd],
  };
}
