import { type FargateProblem, type FargateTask, type FargateUse, type Size, systemOf } from './task.js';

/**
 * Available platform versions, newest first, which is LATEST (T.FG-6). Spot requires 1.3.0 (C.FGS-02); older ones are withdrawn. Linux and
 * Windows versions are numbered independently (C.FG-08).
 */
const VERSIONS = { linux: ['1.4.0', '1.3.0'], windows: ['1.0.0'] } as const;

/** Resolves LATEST; any other version is returned unchanged. */
export function versionOf(platformVersion: string, system: 'linux' | 'windows'): string {
  return platformVersion === 'LATEST' ? VERSIONS[system][0] : platformVersion;
}

/** Returns whether a version is at least another one of the same system. */
export function isFrom(version: string, min: string): boolean {
  const [a, b] = [version, min].map((text) => text.split('.').map(Number));
  const differs = a!.findIndex((part, i) => part !== b![i]);
  return differs === -1 || a![differs]! > b![differs]!;
}

/** Reports a version that does not exist or lacks a feature that the task needs (C.FG-03, C.FG-08, C.ARM-01, C.VOL-02, C.VOL-05). */
export function versionProblems(task: FargateTask, use: FargateUse, size: Size | undefined): FargateProblem[] {
  const system = systemOf(task.osFamily);
  const known: readonly string[] = VERSIONS[system];
  const wrong = (rule: string, what: string, remedy: string): FargateProblem => ({ rule, parameter: 'platformVersion', what, remedy });
  const version = versionOf(use.platformVersion, system);
  if (!known.includes(version))
    return [wrong('C.FG-08', `${use.platformVersion} is no platform version of ${task.osFamily}`, `write LATEST or ${known.join(' or ')}`)];
  return needsOf(task, size).flatMap(({ rule, min, feature }) =>
    isFrom(version, min) ? [] : [wrong(rule, `${version} is too old for ${feature}`, `write ${min} or LATEST`)],
  );
}

/** Returns the oldest version that can run a task of this size; null when all can. */
export function versionMinOf(task: FargateTask, size: Size): string | null {
  const mins = needsOf(task, size).map(({ min }) => min);
  return mins.find((min) => mins.every((other) => isFrom(min, other))) ?? null;
}

interface Need {
  readonly rule: string;
  readonly min: string;
  readonly feature: string;
}

/** Windows has a single version, which has all Windows features. */
function needsOf(task: FargateTask, size: Size | undefined): Need[] {
  if (systemOf(task.osFamily) === 'windows') return [];
  const needs: [rule: string, min: string | null, feature: string][] = [
    ['C.FG-03', size?.platformVersionMin ?? null, `${task.cpuUnits} CPU units`],
    ['C.ARM-01', task.architecture === 'arm64' ? '1.4.0' : null, 'ARM64'],
    ['C.VOL-05', task.ephemeralGib === null ? null : '1.4.0', 'ephemeralStorage'],
    ['C.VOL-02', task.parameters.includes('managedEBSVolume') ? '1.4.0' : null, 'managedEBSVolume'],
  ];
  return needs.flatMap(([rule, min, feature]) => (min === null ? [] : [{ rule, min, feature }]));
}
