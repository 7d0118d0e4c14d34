import { numberText } from '../../../kernel/quantity-text.js';
import { amount } from '../backtest-texts.js';
import type { FittedNumber, FittedTimes, TimingsFit } from './result.js';

/** The changes of a fit to a scenario: paths as `--set` takes them, and their values. */
export interface Patch {
  readonly path: string;
  readonly value: string;
}

/** A recording by the minute determines no more than three digits. */
function durationWord(ms: number): string {
  const rounded = Number(ms.toPrecision(3));
  return rounded >= 1_000 ? `${Number((rounded / 1_000).toFixed(3))}s` : `${rounded.toFixed(0)}ms`;
}

export function patchOf({ times, numbers }: TimingsFit): Patch[] {
  return [...times.map(timesPatch), ...numbers.flatMap(numberPatch)];
}

function timesPatch({ timing, medianMs, p95Ms }: FittedTimes): Patch {
  return { path: `timings.${timing}`, value: `{ lognormal: { median: ${durationWord(medianMs)}, p95: ${durationWord(p95Ms)} } }` };
}

function numberPatch({ name, value, unit }: FittedNumber): Patch[] {
  if (value === null || name.startsWith('timings.')) return [];
  if (name.endsWith('instanceWarmupPeriod')) return [{ path: name, value: String(Math.round(value / 1_000)) }];
  return [{ path: name, value: valueWord(value, unit) }];
}

/** Writes the patch as YAML of the scenario; list items by name become comments, because YAML cannot address them. */
export function patchYaml(patch: readonly Patch[]): string {
  const sections = new Map<string, string[]>();
  for (const { path, value } of patch) {
    const [section, ...rest] = path.split('.');
    if (section === 'cluster') sections.set(`# --set ${path}=${value}`, []);
    else sections.set(section, [...(sections.get(section) ?? []), `  ${rest.join('.')}: ${value}`]);
  }
  return [...sections].map(([section, lines]) => (lines.length === 0 ? section : [`${section}:`, ...lines].join('\n'))).join('\n');
}

/** Takes the place of an empty patch. */
export const NO_PATCH = 'Nothing is determined well enough for a patch.';

export function numberWord({ value, range, unit }: FittedNumber): string {
  if (value === null) return 'not determined';
  return `${valueWord(value, unit)}${range === null ? ', roughly' : ''}`;
}

/** `144s to 156s`: 90 %. */
export function rangeWord({ range, unit }: FittedNumber): string {
  return range === null ? '' : `${valueWord(range.low, unit)} to ${valueWord(range.high, unit)}`;
}

export function valueWord(value: number, unit: FittedNumber['unit']): string {
  if (unit === 'ms') return durationWord(value);
  return unit === 'count' ? String(Math.round(value)) : numberText(value, 2);
}

/** Returns a sentence for each number that the recording does not determine. */
export function undeterminedTexts({ numbers }: TimingsFit): string[] {
  return numbers
    .filter(({ value, range }) => value === null || range === null)
    .map((number) => {
      const { name, start, unit } = number;
      if (number.value !== null)
        return `${name} is determined only roughly: ${valueWord(number.value, unit)} fits, and values far from it may fit as well.`;
      const kept = `It stays as the scenario has it, ${valueWord(start, unit)}`;
      if (number.with === null) return `${name} is not determined: runs with other values fit as well. ${kept}.`;
      return `${name} cannot be separated from ${number.with}: one may gain as much as the other loses. ${kept}, and ${number.with} holds only with that.`;
    });
}

/** Explains how well the best point fits; random variation alone gives 1. */
export function fitSentence({ misfit: { before, after, perSeries }, evaluations, runs }: TimingsFit): string {
  const search = `${numberText(evaluations, 0)} points of ${runs} runs each took the misfit from ${amount(before)} to ${amount(after)}`;
  if (perSeries <= WELL) return `${search}: the rest is chance.`;
  return `${search}, ${numberText(perSeries, 1)} times random variation alone: something that is not fitted differs too, or the search ended at a local minimum. Do not rely on any number.`;
}

const WELL = 2;

/** Introduces the table of errors in the held-out part. */
export function heldOutSentence({ heldOut, fittedMinutes }: TimingsFit): string {
  if (heldOut.length === 0) return 'No part of the period was held out.';
  return `Fitted on the first ${numberText(fittedMinutes, 0)} minutes. Mean absolute error (MAE) of the mean run in the rest, which the fit has not seen:`;
}
