import { basename } from 'node:path';
import { type Drawer, drawerOf, figureOf } from '../../scenario/plausible/draw.js';
import { PLAUSIBLE } from '../../scenario/plausible/plausible.js';
import { type Drawable, isDrawable, type Measure, settingIn } from '../../scenario/plausible/range.js';
import { scenarioSchema } from '../../scenario/schema.js';
import { readDocument } from '../../scenario/text/document.js';
import { type Assignment, assign } from '../../scenario/text/set-path.js';
import { valueAt } from '../../scenario/text/valid-parts.js';
import { latinHypercube } from '../../statistics/latin-hypercube.js';
import type { ScenarioFile } from '../scenario-file.js';
import type { Fitted, FittedWorlds } from './fitted.js';

/** A setting that is drawn for all scenarios, with a value in each world. */
export interface DrawnSetting {
  readonly path: string;
  readonly why: string;
  readonly measure: Measure | undefined;
  /** By world: seconds of a time, a number or a word. */
  readonly figures: readonly (number | string)[];
  /** By world, from 0 to 1. */
  readonly places: readonly number[];
  /** Places of words are no scale. */
  readonly kind: Drawer['kind'];
}

/** Plausible ECSs: each has its own values of the settings that AWS does not publish, the same for all scenarios. */
export interface Worlds {
  readonly settings: readonly DrawnSetting[];
  /** Marked settings that would matter and that a scenario or the command states: they are not drawn. */
  readonly stated: readonly string[];
  /** By world. */
  readonly assignments: readonly (readonly Assignment[])[];
}

export interface DrawOptions {
  readonly worlds: number;
  readonly seed: number;
  /** Plausible ECSs that explain a recording: settings that they have are taken from them. */
  readonly fitted?: Fitted | null;
}

/** Draws worlds for scenarios that are compared. A setting that one of them states is drawn for none, because they compare it. */
export function drawWorlds(scenarios: readonly ScenarioFile[], { worlds, seed, fitted = null }: DrawOptions): Worlds {
  const states = statedBy(scenarios, fitted?.patch);
  const open = matteringTo(scenarios).filter((one) => !states(one));
  const isFitted = ({ path }: Drawable) => fitted?.worlds.settings.includes(path) === true;
  const unfitted = open.filter((one) => !isFitted(one));
  const drawn = drawnOver(unfitted, { scenario: scenarios[0], worlds, seed });
  const all = [...drawn, ...open.filter(isFitted).map((one) => fittedSetting(one, fitted!.worlds, worlds))];
  return {
    settings: all.map(({ setting }) => setting),
    stated: matteringTo(scenarios)
      .filter(states)
      .map(({ path }) => path),
    assignments: Array.from({ length: worlds }, (_, w) =>
      all.map(({ setting, values }) => ({ path: setting.path, value: values[w], from: '--uncertain' })),
    ),
  };
}

/** The settings on which some scenario depends, with the ranges of the first one's image and edition. */
export function matteringTo(scenarios: readonly ScenarioFile[]): Drawable[] {
  const mattering = PLAUSIBLE.filter(isDrawable).filter(({ when }) => scenarios.some(({ scenario }) => when?.(scenario) ?? true));
  return mattering.map((one) => settingIn(scenarios[0].scenario, one));
}

/** Returns whether a scenario or the command gives a setting. A value from the patch of a fit does not count. */
export function statedBy(scenarios: readonly ScenarioFile[], patch: readonly Assignment[] = []): (one: Drawable) => boolean {
  const written = scenarios.map((scenario) => ({ scenario, tree: writtenBy(scenario) }));
  return ({ path }) =>
    written.some(({ scenario, tree }) => valueAt(tree, path.split('.')) !== undefined && !isOfFit(scenario, path, patch));
}

function isOfFit({ overrides }: ScenarioFile, path: string, patch: readonly Assignment[]): boolean {
  const found = patch.find((one) => one.path === path);
  return found !== undefined && overrides?.assignments.findLast((one) => one.path === path)?.value === found.value;
}

/** A setting, with its value in each world as YAML. */
export interface DrawnValues {
  readonly setting: DrawnSetting;
  readonly drawer: Drawer | null;
  readonly values: readonly string[];
}

/** Draws settings over their ranges, as an even sample. */
export function drawnOver(
  settings: readonly Drawable[],
  { scenario, worlds, seed }: { readonly scenario: ScenarioFile; readonly worlds: number; readonly seed: number },
): (DrawnValues & { readonly drawer: Drawer })[] {
  const drawn = settings.flatMap((one) => {
    const drawer = drawerOf(one, scenario.scenario);
    return drawer === null ? [] : [{ one, drawer }];
  });
  // Streams of their own: a sweep over the same settings draws others.
  const places = latinHypercube({ points: worlds, axes: drawn.map(({ drawer }) => `plausible/${drawer.path}`), seed });
  return drawn.map(({ one: { path, why, measure }, drawer }, s) => {
    const found = places.map((point) => ({ place: point[s], ...drawer.draw(point[s]) }));
    const figures = found.map(({ figure }) => figure);
    const setting = { path, why, measure, places: found.map(({ place }) => place), figures, kind: drawer.kind };
    return { setting, drawer, values: found.map(({ value }) => value) };
  });
}

/** Worlds of the fit, evenly over its list. Places are ranks. */
function fittedSetting(one: Drawable, { settings, values }: FittedWorlds, worlds: number): DrawnValues {
  const column = settings.indexOf(one.path);
  const drawn = Array.from({ length: worlds }, (_, w) => values[Math.floor((w * values.length) / worlds)][column]);
  const figures = drawn.map((value) => figureOf(one, value));
  const sorted = [...figures].sort((a, b) => Number(a) - Number(b));
  const kind = 'values' in one.range ? 'word' : typeof one.range.least === 'string' ? 'time' : 'number';
  const places = figures.map((figure) => (kind === 'word' ? 0 : (sorted.indexOf(figure) + 0.5) / worlds));
  return { setting: { path: one.path, why: one.why, measure: one.measure, places, figures, kind }, drawer: null, values: drawn };
}

/** The settings of the file, the variant and the command, without any default. */
function writtenBy({ path, inputs, overrides }: ScenarioFile): unknown {
  const root: unknown = structuredClone(readDocument(inputs.get(basename(path)) ?? '{}', path).value);
  for (const assignment of overrides?.assignments ?? []) assign(root, assignment, scenarioSchema);
  return root;
}
