import { inverseNormal } from '../../../kernel/inverse-normal.js';
import { changedBy } from '../../../run/incident/plan.js';
import type { ScenarioFile } from '../../../run/scenario-file.js';
import { replicationSeeds } from '../../../run/seeds.js';
import { type DrawnValues, drawnOver, matteringTo, statedBy } from '../../../run/uncertain/worlds.js';
import { endsOf, leadingOf } from '../../../scenario/plausible/draw.js';
import type { Assignment } from '../../../scenario/text/set-path.js';
import { valueAt } from '../../../scenario/text/valid-parts.js';
import { Conditioning } from '../../../statistics/conditioning.js';
import { normalShare } from '../../../statistics/student.js';
import type { Target } from './misfit.js';
import { type ExplainedSetting, type ExplainingWorlds, PLAUSIBLE_WORLDS } from './result.js';
import { scalingOf } from './rows.js';

export interface PlausibleOptions {
  readonly patch: readonly Assignment[];
  /** Runs the recorded period, and returns its row of the target. */
  rowOf(scenario: ScenarioFile, world: number): Promise<readonly number[]>;
}

/** Plausible ECSs, and the rows of a target that their runs of a recorded period make. */
export interface PlausibleRuns {
  readonly drawn: readonly Drawn[];
  readonly rows: readonly Float64Array[];
}

/** A normal quantile of 0 or 1 would be infinite. */
const EDGE = 1e-6;

type Drawn = ReturnType<typeof drawnOver>[number];

/** Draws plausible ECSs, and runs the recorded period in each. */
export async function plausibleRuns(scenario: ScenarioFile, { patch, rowOf }: PlausibleOptions): Promise<PlausibleRuns> {
  const stated = patch.filter((one) => !isDrawnAnyway(one, scenario));
  const base = changedBy(scenario, stated);
  const states = statedBy([changedBy(scenario, patch)], patch);
  const undecided = matteringTo([base]).filter((one) => !states(one));
  const drawn = drawnOver(undecided, { scenario: base, worlds: PLAUSIBLE_WORLDS, seed: scenario.setup.seed });
  if (drawn.length === 0) return { drawn, rows: [] };
  const seeds = replicationSeeds(scenario.setup.seed, PLAUSIBLE_WORLDS + 1).slice(1);
  const rows: Float64Array[] = [];
  for (const [w, seed] of seeds.entries()) {
    const world = changedBy(base, assignmentsOf(drawn, w));
    rows.push(Float64Array.from(await rowOf({ ...world, setup: { ...world.setup, seed } }, w)));
  }
  return { drawn, rows };
}

/** Moves plausible ECSs to where they explain recordings of the same target. */
export function explainer({ drawn, rows }: PlausibleRuns, target: Target): (observed: Float64Array) => ExplainingWorlds {
  if (drawn.length === 0) return () => ({ settings: [], isUnlike: false });
  const codes = drawn.map(codesOf);
  const scaled = scalingOf(target, rows);
  const answers = rows.map((_, w) => codes.flatMap(({ columns }) => columns.map((column) => column[w])));
  const conditioning = new Conditioning({ features: rows.map(scaled), answers });
  return (observed) => {
    const found = conditioning.on(scaled(observed));
    let from = 0;
    const settings = drawn.map(({ setting: { path, kind, figures } }, s): ExplainedSetting => {
      const { columns, read } = codes[s];
      const at = from;
      from += columns.length;
      const after = found.answers.map((row) => read(row.slice(at, from)));
      const explainedShare = Math.max(...found.explained.slice(at, from));
      return {
        path,
        kind,
        explainedShare,
        before: figures,
        after: after.map(({ figure }) => figure),
        values: after.map(({ value }) => value),
      };
    });
    return { settings, isUnlike: found.isUnlike };
  };
}

/** A fitted time within its range is drawn over it; one beyond it shows that the range is not this ECS's. */
function isDrawnAnyway({ path, value }: Assignment, scenario: ScenarioFile): boolean {
  const one = matteringTo([scenario]).find((setting) => setting.path === path);
  if (one === undefined || 'values' in one.range) return false;
  const { least, most } = endsOf(one.range);
  const leading = leadingOf(valueAt(changedBy(scenario, [{ path, value }]).scenario, path.split('.')));
  return leading !== null && leading >= least && leading <= most;
}

function assignmentsOf(drawn: readonly DrawnValues[], world: number): Assignment[] {
  return drawn.map(({ setting, values }) => ({ path: setting.path, value: values[world] }));
}

/** Columns of a regression, by setting and world, and what is read from them. */
interface Codes {
  readonly columns: readonly (readonly number[])[];
  read(codes: readonly number[]): { readonly value: string; readonly figure: number | string };
}

/** Encodes a number as the normal quantile of its place, so that it cannot leave its range, and each word as a column; the greatest column wins. */
function codesOf({ setting: { kind, places, figures }, drawer, values }: Drawn): Codes {
  if (kind !== 'word')
    return {
      columns: [places.map((place) => inverseNormal(Math.min(1 - EDGE, Math.max(EDGE, place))))],
      read: ([code]) => drawer.draw(normalShare(code)),
    };
  const words = [...new Set(figures)];
  return {
    columns: words.map((word) => figures.map((figure) => Number(figure === word))),
    read: (codes) => {
      const figure = words[codes.indexOf(Math.max(...codes))];
      return { figure, value: values[figures.indexOf(figure)] };
    },
  };
}
