import { inSentence } from '../../kernel/quantity-text.js';
import { USD, valueAxis } from '../../report/charts/axes.js';
import { plainChart } from '../../report/charts/build.js';
import type { ChartSpec, LineDataset, Point } from '../../report/charts/chart-spec.js';
import { BLUE, GREEN, GREY, PURPLE, VERMILLION } from '../../report/charts/palette.js';
import { type PointLook, pointLook } from '../../report/charts/points.js';
import type { Finalist, OptimiseResult } from './result.js';

const MS_PER_SECOND = 1000;

/** Draws cost against waiting: the finalists by their verdict, each with its intervals, the front, and the lower bound of the cost. */
export function optimiseCharts(result: OptimiseResult): ChartSpec[] {
  const { waiting } = result;
  const finalists = result.finalists.filter(({ wait }) => wait !== null);
  if (finalists.length === 0) return [];
  const isTime = waiting.unit === 'ms';
  const scale = isTime ? MS_PER_SECOND : 1;
  const at = ({ cost, wait }: Finalist) => ({ x: round(cost.estimate), y: round(wait!.estimate / scale) });
  const marks = (label: string, shown: readonly Finalist[], look: PointLook): LineDataset[] =>
    shown.length === 0 ? [] : [{ label, data: shown.map(at), ...pointLook(look) }];
  const withVerdict = (verdict: Finalist['verdict']) => finalists.filter((finalist) => finalist.verdict === verdict);
  const front = finalists.filter(({ standing }) => standing === 'front');
  const bounded = front.flatMap(({ bound, wait }) =>
    bound === null || typeof bound === 'string' || bound.hasSpot ? [] : [{ x: round(bound.leastUsd), y: round(wait!.estimate / scale) }],
  );
  const datasets: LineDataset[] = [
    ...marks('meets the objectives', withVerdict('meets'), { colour: GREEN, pointStyle: 'circle' }),
    ...marks('not shown', withVerdict('not shown'), { colour: BLUE, pointStyle: 'triangle' }),
    ...marks('misses one', withVerdict('misses'), { colour: VERMILLION, pointStyle: 'crossRot' }),
    { label: 'front', data: front.map(at), ...lineLook(GREY, [5, 4]) },
    { label: '95 % intervals', data: finalists.flatMap((one) => intervalsOf(one, scale)), ...lineLook(GREY, []), borderWidth: 1 },
    ...(bounded.length === 0
      ? []
      : [
          {
            label: 'the least for the tasks of a point of the front',
            data: bounded,
            ...pointLook({ colour: PURPLE, pointStyle: 'rectRot' }),
          },
        ]),
  ];
  const heading = {
    id: 'front',
    title: `Cost against ${inSentence(waiting.label)}`,
    description: `One mark for each finalist with its 95 % intervals, ${bounded.length === 0 ? 'and the front' : 'the front, and the least cost for the tasks of each of its points'}. Below and to the left is better.`,
  };
  const x = { ...valueAxis('Cost (USD)', { format: USD }), beginAtZero: false as unknown as true };
  return [
    plainChart(heading, { datasets }, { x, y: valueAxis(`${waiting.label.trim()} (${isTime ? 's' : waiting.unit})`, { format: {} }) }),
  ];
}

/** Returns the intervals of one finalist, with a gap after each. */
function intervalsOf({ cost, wait }: Finalist, scale: number): Point[] {
  const [x, y] = [round(cost.estimate), round(wait!.estimate / scale)];
  const across = [cost.low, cost.high].map((end) => ({ x: round(end), y }));
  const up = [wait!.low, wait!.high].map((end) => ({ x, y: round(end / scale) }));
  return [...across, { x, y: null }, ...up, { x, y: null }];
}

function lineLook(colour: string, dash: number[]): Omit<LineDataset, 'data'> {
  return {
    borderColor: colour,
    backgroundColor: colour,
    borderDash: dash,
    borderWidth: 1.5,
    pointRadius: 0,
    pointStyle: 'line',
    ...{ pointBorderDash: [dash] },
  };
}

function round(value: number): number {
  return Number(value.toPrecision(9));
}
