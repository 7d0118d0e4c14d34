import { packPolicy, packResult } from '../../../src/studies/pack/replay/summary.js';
import type { PackIdentity, PackReplay, PackResult } from '../../../src/studies/pack/result.js';

const IDENTITY: PackIdentity = {
  hash: '0123456789abcdef',
  engineVersion: '0.1.0',
  command: 'drydock pack --format openb',
  format: 'openb',
  inputs: [{ file: 'pods.csv', sha256: 'f'.repeat(64), skippedRows: 0 }],
  seeds: [42, 43],
  demand: 1.3,
  order: 'shuffled',
  tie: 'fixed-order',
  constraints: [],
  hasLifetimes: false,
};
export const SCALE = {
  nodes: 10,
  gpus: 80,
  vcpus: 640,
  memoryMib: 1000,
  tasks: 500,
  tasksThatFitNowhere: 0,
  tasksWithoutArrival: 0,
  tasksWithoutEnd: 0,
};

/** A policy that uses all that arrives until `limit` percent of the GPUs, and no more. */
function replay(seed: number, limit: number, lifetimes: boolean): PackReplay {
  const used = Float64Array.from({ length: 131 }, (_, percent) => Math.min(percent, limit));
  const steps = Float64Array.from({ length: 501 }, (_, step) => Math.min(step / 5, limit));
  const timeCurves = { timesMs: steps.map((_, step) => 1000 * step), cpuPercent: steps, memoryPercent: steps, gpuPercent: steps };
  return {
    seed,
    arrived: 500,
    placed: 400,
    failed: 100,
    metrics: {
      allocatedGpuPercent100: limit,
      allocatedGpuPercent130: limit,
      fragmentationPercent90: 100 - limit,
      allocatedCpuPercent100: null,
      ...(lifetimes ? { gpuPercentTimeAverage: limit - 1, cpuPercentTimeAverage: limit - 2 } : {}),
      failed: 100,
      failedPercent: 20,
    },
    demandCurves: {
      allocatedGpuPercent: used,
      allocatedCpuPercent: used,
      fragmentationPercent: used,
      fragmentedGpuPercent: used,
      nodesInUse: used,
      cpuStrandedPercent: used,
    },
    timeCurves: lifetimes ? timeCurves : null,
  };
}

/** Policies by the limits of their seeds. */
export function resultWith(limits: Readonly<Record<string, readonly number[]>>, identity: Partial<PackIdentity> = {}): PackResult {
  const all = { ...IDENTITY, ...identity };
  const policies = Object.entries(limits).map(([name, list]) =>
    packPolicy(
      { name, isOffline: false, module: null },
      list.map((limit, i) => replay(42 + i, limit, all.hasLifetimes)),
    ),
  );
  return packResult({ identity: all, scale: SCALE, policies });
}
