import type { FlatSetting } from './flat-settings.js';

/** A setting that differs between two scenarios; null on the side that does not have it. */
export interface SettingChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Compares the settings of two scenarios, in the order of the second; what only the first has comes last. */
export function changedSettings(before: readonly FlatSetting[], after: readonly FlatSetting[]): SettingChange[] {
  const [old, now] = [new Map(before), new Map(after)];
  const changed = after.filter(([path, value]) => old.get(path) !== value);
  return [
    ...changed.map(([path, value]) => ({ path, before: old.get(path) ?? null, after: value })),
    ...before.filter(([path]) => !now.has(path)).map(([path, value]) => ({ path, before: value, after: null })),
  ];
}
