import { basename } from 'node:path';
import { type Drawer, drawerOf } from '../../scenario/plausible/draw.js';
import { PLAUSIBLE } from '../../scenario/plausible/plausible.js';
import { type Drawable, isDrawable, type Measure } from '../../scenario/plausible/range.js';
import { scenarioSchema } from '../../scenario/schema.js';
import { readDocument } from '../../scenario/text/document.js';
import { type Assignment, assign } from '../../scenario/text/set-path.js';
import { valueAt } from '../../scenario/text/valid-parts.js';
import { latinHypercube } from '../../statistics/latin-hypercube.js';
import type { ScenarioFile } from '../scenario-file.js';

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

/** Plausible ECSs: each has its own values of the settings that nobody knows, the same for all scenarios. */
export interface Worlds {
  readonly settings: readonly DrawnSetting[];
  /** Marked settings that would matter and that a scenario or the command states: they are not drawn. */
  readonly stated: readonly string[];
  /** By world. */
  readonly assignments: readonly (readonly Assignment[])[];
}

/** Draws so many worlds for scenarios that are compared. A setting that one of them states is drawn for none: it is what they compare. */
export function drawWorlds(scenarios: readonly ScenarioFile[], { worlds, seed }: { worlds: number; seed: number }): Worlds {
  const mattering = PLAUSIBLE.filter(isDrawable).filter(({ when }) => scenarios.some(({ scenario }) => when?.(scenario) ?? true));
  const written = scenarios.map(writtenBy);
  const isStated = ({ path }: Drawable) => written.some((tree) => valueAt(tree, path.split('.')) !== undefined);
  const drawers = mattering
    .filter((one) => !isStated(one))
    .flatMap((one) => {
      const drawer = drawerOf(one, scenarios[0].scenario);
      return drawer === null ? [] : [{ one, drawer }];
    });
  // Streams of their own: a sweep over the same settings draws others.
  const places = latinHypercube({ points: worlds, axes: drawers.map(({ one }) => `plausible/${one.path}`), seed });
  return {
    settings: drawers.map(({ one, drawer }, s) =>
      settingOf(
        one,
        drawer,
        places.map((point) => point[s]),
      ),
    ),
    stated: mattering.filter(isStated).map(({ path }) => path),
    assignments: places.map((point) =>
      drawers.map(({ one: { path }, drawer }, s) => ({ path, value: drawer.draw(point[s]).value, from: '--uncertain' })),
    ),
  };
}

function settingOf({ path, why, measure }: Drawable, drawer: Drawer, places: readonly number[]): DrawnSetting {
  return { path, why, measure, places, figures: places.map((place) => drawer.draw(place).figure), kind: drawer.kind };
}

/** What the file, the variant and the command say, without any default. */
function writtenBy({ path, inputs, asked }: ScenarioFile): unknown {
  const root: unknown = structuredClone(readDocument(inputs.get(basename(path)) ?? '{}', path).value);
  for (const assignment of asked?.assignments ?? []) assign(root, assignment, scenarioSchema);
  return root;
}
