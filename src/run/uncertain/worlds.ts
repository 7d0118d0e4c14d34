import { basename } from 'node:path';
import { type Drawer, drawerOf } from '../../scenario/plausible/draw.js';
import { PLAUSIBLE } from '../../scenario/plausible/plausible.js';
import { type Drawable, isDrawable, type Measure, type Plausible } from '../../scenario/plausible/range.js';
import { scenarioSchema } from '../../scenario/schema.js';
import { readDocument } from '../../scenario/text/document.js';
import { type Assignment, assign } from '../../scenario/text/set-path.js';
import { valueAt } from '../../scenario/text/valid-parts.js';
import { latinHypercube } from '../../statistics/latin-hypercube.js';
import type { ScenarioFile } from '../scenario-file.js';
import { type Fitted, fittedDrawer } from './fitted.js';

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
  /** Settings that the scenarios have from a fit: they are drawn within its error. */
  readonly fitted?: Fitted | null;
}

/** Draws so many worlds for scenarios that are compared. A setting that one of them states is drawn for none: it is what they compare. */
export function drawWorlds(scenarios: readonly ScenarioFile[], { worlds, seed, fitted = null }: DrawOptions): Worlds {
  const mattering = PLAUSIBLE.filter(isDrawable).filter(({ when }) => scenarios.some(({ scenario }) => when?.(scenario) ?? true));
  const written = scenarios.map(writtenBy);
  const isStated = ({ path }: Drawable) => written.some((tree) => valueAt(tree, path.split('.')) !== undefined);
  const found = fittedOf(fitted, scenarios);
  const drawn = [
    ...mattering.filter((one) => !isStated(one)).flatMap((one) => drawnOf(one, drawerOf(one, scenarios[0].scenario))),
    ...found.flatMap(({ drawer }) =>
      drawnOf(
        PLAUSIBLE.find(({ path }) => path === drawer.path),
        drawer,
      ),
    ),
  ];
  // Streams of their own: a sweep over the same settings draws others.
  const places = latinHypercube({ points: worlds, axes: drawn.map(({ drawer }) => `plausible/${drawer.path}`), seed });
  const fromFit = found.map(({ drawer }) => drawer.path);
  return {
    settings: drawn.map((one, s) =>
      settingOf(
        one,
        places.map((point) => point[s]),
      ),
    ),
    stated: mattering.filter((one) => isStated(one) && !fromFit.includes(one.path)).map(({ path }) => path),
    assignments: places.map((point) =>
      drawn.map(({ drawer }, s) => ({ path: drawer.path, value: drawer.draw(point[s]).value, from: '--uncertain' })),
    ),
  };
}

interface DrawnOne {
  readonly one: Plausible;
  readonly drawer: Drawer;
}

function drawnOf(one: Plausible | undefined, drawer: Drawer | null): DrawnOne[] {
  return one === undefined || drawer === null ? [] : [{ one, drawer }];
}

/** The fitted times that all scenarios have as the fit found them: one that says another value states it. */
function fittedOf(fitted: Fitted | null, scenarios: readonly ScenarioFile[]): { readonly drawer: Drawer }[] {
  return (fitted?.patch ?? []).flatMap((assignment) => {
    const { path, value } = assignment;
    const error = fitted!.errors.get(path);
    const isLast = ({ asked }: ScenarioFile) => asked?.assignments.findLast((one) => one.path === path)?.value === value;
    return error === undefined || !scenarios.every(isLast) ? [] : [{ drawer: fittedDrawer(assignment, error) }];
  });
}

function settingOf({ one: { path, why, measure }, drawer }: DrawnOne, places: readonly number[]): DrawnSetting {
  return { path, why, measure, places, figures: places.map((place) => drawer.draw(place).figure), kind: drawer.kind };
}

/** The settings of the file, the variant and the command, without any default. */
function writtenBy({ path, inputs, asked }: ScenarioFile): unknown {
  const root: unknown = structuredClone(readDocument(inputs.get(basename(path)) ?? '{}', path).value);
  for (const assignment of asked?.assignments ?? []) assign(root, assignment, scenarioSchema);
  return root;
}
