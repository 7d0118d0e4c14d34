import { parseDuration } from '../units.js';
import type { TimelineText } from './timeline-schema.js';

/** A setting: a number, or a duration as text. */
export type SettingValue = number | string;

export type SettingsOf = ReadonlyMap<string, SettingValue>;

/** Returns a duration in milliseconds or a number, and undefined for another value. */
export function sizeOf(value: SettingValue): number | undefined {
  return typeof value === 'number' ? value : parseDuration(value);
}

/** The settings of a variant, with those that a user states. */
export function settingsOf({ settings }: TimelineText, variant: string, stated: Readonly<Record<string, SettingValue>>): SettingsOf {
  return new Map(
    Object.entries(settings).map(([name, { default: usual, min, max, worse }]) => {
      const [less, more] = worse === 'up' ? [min, max] : [max, min];
      const value = variant === 'mild' ? less : variant === 'severe' ? more : usual;
      return [name, stated[name] ?? value];
    }),
  );
}

/** Returns the name in `$NAME`; undefined for any other value. */
function settingNamed(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('$') ? value.slice(1) : undefined;
}

/** All names that a value refers to. */
export function settingsIn(value: unknown): string[] {
  const name = settingNamed(value);
  if (name !== undefined) return [name];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(settingsIn) : [];
}

/** The value with settings in the place of their names. */
export function filledIn<T>(value: T, settings: SettingsOf): T {
  const name = settingNamed(value);
  if (name !== undefined) return settings.get(name) as T;
  if (Array.isArray(value)) return value.map((item) => filledIn(item, settings)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, filledIn(part, settings)])) as T;
}
