import { plural } from '../../../kernel/quantity-text.js';
import { USD, valueAxis } from '../../../report/charts/axes.js';
import { plainChart } from '../../../report/charts/build.js';
import type { ChartSpec, LineDataset, Point } from '../../../report/charts/chart-spec.js';
import { BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION } from '../../../report/charts/palette.js';
import { type PointLook, pointLook } from '../../../report/charts/points.js';
import type { AdviceResult, Finding, FindingVerdict } from '../result.js';

const MS_PER_SECOND = 1000;

interface Look extends PointLook {
  readonly label: string;
  readonly verdicts: readonly FindingVerdict[];
}

const LOOKS: readonly Look[] = [
  { label: 'saves', verdicts: ['saves'], colour: GREEN, pointStyle: 'circle' },
  { label: 'saves, at risk', verdicts: ['risks'], colour: ORANGE, pointStyle: 'triangle' },
  { label: 'helps', verdicts: ['helps'], colour: BLUE, pointStyle: 'rectRot' },
  { label: 'saves, but worse', verdicts: ['trades'], colour: PURPLE, pointStyle: 'star' },
  { label: 'worse, costs more, or may', verdicts: ['costs', 'worsens', 'mayWorsen'], colour: VERMILLION, pointStyle: 'crossRot' },
  { label: 'not shown', verdicts: ['none'], colour: GREY, pointStyle: 'circle' },
];

/** Draws the saving of each what-if against its wait, and the path step by step. */
export function adviceCharts({ findings, path, base }: AdviceResult): ChartSpec[] {
  const known = findings.filter(({ savedUsdPerMonth, contrasts }) => savedUsdPerMonth !== null && contrasts.wait.mean !== null);
  if (known.length === 0 || base.metrics.wait === null) return [];
  const savings = [...known, ...(path?.steps ?? []).map(({ total }) => total)].map(savedBy);
  // A point that costs more than the best one saves would squeeze all others together.
  const most = Math.max(...savings);
  const drawn = most > 0 ? known.filter((finding) => savedBy(finding) >= -most) : known;
  const left = known.length - drawn.length;
  const datasets = LOOKS.flatMap((look): LineDataset[] => {
    const shown = drawn.filter(({ verdict }) => look.verdicts.includes(verdict));
    return shown.length === 0 ? [] : [{ label: look.label, data: shown.map(pointOf), ...pointLook(look) }];
  });
  const start = path === null ? [] : [{ x: 0, y: seconds(path.base.metrics.wait?.estimate ?? 0), text: 'as it is' }];
  const steps = path === null ? [] : path.steps.map(({ total }) => pointOf(total));
  const line: LineDataset[] = path === null ? [] : [{ label: 'together, step by step', data: [...start, ...steps], ...lineLook() }];
  const heading = {
    id: 'savings',
    title: 'Savings against waiting',
    description: `One mark for each what-if: its saving in a month, and its p95 wait. The line is the path from the scenario as it is, at 0, to all steps. To the right and below is better.${left === 0 ? '' : ` Not drawn: ${plural(left, 'what-if')} that cost more than the best saves.`}`,
  };
  const x = { ...valueAxis('Saves a month (USD)', { format: USD }), beginAtZero: false as unknown as true };
  return [
    {
      ...plainChart(heading, { datasets: [...line, ...datasets] }, { x, y: valueAxis('Wait, p95 (s)', { format: {} }) }),
      isWide: true,
      heightPx: 420,
    },
  ];
}

function savedBy({ savedUsdPerMonth }: Finding): number {
  return savedUsdPerMonth?.estimate ?? 0;
}

function pointOf({ title, savedUsdPerMonth, contrasts }: Finding): Point {
  return { x: Math.round(100 * savedUsdPerMonth!.estimate) / 100, y: seconds(contrasts.wait.mean!), text: title };
}

function seconds(ms: number): number {
  return Math.round(ms) / MS_PER_SECOND;
}

function lineLook(): Omit<LineDataset, 'data'> {
  return { borderColor: SKY, backgroundColor: SKY, borderWidth: 2, pointRadius: 4, pointStyle: 'rect' };
}
