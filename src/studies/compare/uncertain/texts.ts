import { inSentence, listText, numberText, percentText, plural } from '../../../kernel/quantity-text.js';
import { metricSpec } from '../../../record/metric-names.js';
import { timeText } from '../../../report/metric-text.js';
import type { DrawnSetting } from '../../../run/uncertain/worlds.js';
import type { DecidingKey } from '../result.js';
import { changeText } from '../texts/comparison-texts.js';
import type { Held, Uncertainty, WorldContrast, WorldShare } from './result.js';

/** Settings named of a verdict. */
const SHARES_SHOWN = 3;
/** If chance makes more than this share of the spread between worlds, the spread shows little about settings. */
const LUCK_MOST = 0.5;

const DOES: Readonly<Record<DecidingKey, readonly [better: string, worse: string]>> = {
  cost_per_month_usd: ['costs less than', 'costs more than'],
  wait_p95_ms: ['starts tasks sooner than', 'starts tasks later than'],
  below_desired_task_minutes: ['has fewer tasks missing than', 'has more tasks missing than'],
  without_task_service_minutes: ['leaves services without a task less often than', 'leaves services without a task more often than'],
  requests_lost: ['loses fewer requests than', 'loses more requests than'],
};

/** Formats how many worlds a verdict holds in: `96.9 % of 64`; all and none of them without a share. */
export function heldText({ held, of, low, high }: Held): string {
  const percent = (share: number) => numberText(100 * share, 0);
  if (held === of) return `all ${of} plausible ECSs (at least ${percent(low)} % of all there could be, at 95 % confidence)`;
  return `${percentText((100 * held) / of, 0)} of ${of} plausible ECSs (95 % interval: ${percent(low)} to ${percent(high)} %)`;
}

/** The settings that were drawn, and those that were not. */
export function drawnText({
  settings,
  worlds,
  seeds,
  stated,
  scenarios,
}: Pick<Uncertainty, 'settings' | 'worlds' | 'seeds' | 'stated' | 'scenarios'>): string {
  if (settings.length === 0)
    return 'Nothing was drawn: these scenarios state every setting that AWS does not publish and that could matter to them.';
  const kept = stated.length === 0 ? '' : ` Stated, and so not drawn: ${listText(stated)}.`;
  return `${plural(settings.length, 'setting')} that AWS does not publish were drawn ${worlds} times over their plausible ranges, the same for ${scenarios.length === 2 ? 'both' : `all ${scenarios.length}`} scenarios, with ${seeds.length} runs each.${kept}`;
}

/** States in how many worlds the verdict holds, and the weakest of the others. */
export function holdsTexts(uncertainty: Uncertainty): string[] {
  const { cheapest, chosen, scenarios, contrasts } = uncertainty;
  const claims = contrastsToShow(uncertainty).flatMap((one) =>
    one.holds === null ? [] : [`That ${claimText(one, scenarios)} holds in ${heldText(one.holds)}.`],
  );
  const least =
    cheapest === null || chosen === null || scenarios.length < 3
      ? []
      : [`That ${scenarios[chosen]} costs least of all holds in ${heldText(cheapest)}.`];
  if (contrasts.length > 0 && claims.length === 0)
    return ['At the defaults no difference is shown, so there is no verdict that could hold; the table says how wide the differences are.'];
  return [...claims, ...least];
}

function claimText({ key, nominal, scenario, base }: WorldContrast, scenarios: readonly string[]): string {
  const [better, worse] = DOES[key];
  return `${scenarios[scenario]} ${nominal.verdict === 'better' ? better : worse} ${scenarios[base]}`;
}

/** The differences that the sentences are about: the main one, and the one whose verdict holds in the fewest worlds. */
export function contrastsToShow(uncertainty: Uncertainty): WorldContrast[] {
  return [uncertainty.main, weakestOf(uncertainty)].filter((one) => one !== null);
}

/** The verdict that holds in the fewest worlds, if that is not the main one and it does not hold in all. */
function weakestOf({ contrasts, main }: Uncertainty): WorldContrast | null {
  const shareOf = ({ holds }: WorldContrast) => (holds === null ? 1 : holds.held / holds.of);
  const weakest = contrasts.reduce<WorldContrast | null>(
    (least, one) => (least === null || shareOf(one) < shareOf(least) ? one : least),
    null,
  );
  return weakest === null || weakest === main || shareOf(weakest) === 1 ? null : weakest;
}

/** Names the settings on which a difference depends, and the share of chance in its spread. */
export function dependsText(contrast: WorldContrast, { scenarios, settings }: Pick<Uncertainty, 'scenarios' | 'settings'>): string {
  const { spread, key } = contrast;
  if (spread === null || settings.length === 0) return '';
  const what = `The difference in ${inSentence(trimmedLabel(key))} between ${scenarios[contrast.scenario]} and ${scenarios[contrast.base]}`;
  if (spread.low === spread.high) return `${what} is the same in all of them.`;
  const shown = shownShares(contrast);
  const { chanceShare } = spread;
  const luck = chanceShare === null ? '' : `; luck of a world's few runs makes ${percentText(100 * chanceShare, 0)}`;
  if (shown.length === 0) return `${what} depends on no single setting that ${plural(spread.means.length, 'world')} could show${luck}.`;
  const [first, ...others] = shown;
  const list = listText([
    `${first.name} (${shareText(first)} of the variance between worlds)`,
    ...others.map((one) => `${one.name} (${shareText(one)})`),
  ]);
  return `${what} depends on ${list}${luck}. ${shown.map((one) => effectText(one, contrast)).join(' ')}`;
}

/** Explains the effect of a setting: `With waiting.stopTie newest it is −19.8 %, oldest it is −29.1 %.` */
function effectText({ name, effects }: WorldShare, contrast: WorldContrast): string {
  return `With ${name} ${effects.map(({ values, mean }) => `${values} it is ${differenceText(mean, contrast)}`).join(', ')}.`;
}

/** The shares that noise does not explain, three at most. */
export function shownShares({ shares }: Pick<WorldContrast, 'shares'>): WorldShare[] {
  return shares.filter(({ isShown }) => isShown).slice(0, SHARES_SHOWN);
}

/** Formats a share of variance: `61 % ± 12`. */
export function shareText({ share, halfWidth }: WorldShare): string {
  return `${numberText(100 * share, 0)} % ± ${numberText(100 * halfWidth, 0)}`;
}

/** Ways to find the settings on which a verdict depends: a line each. */
export function measureTexts(
  { settings }: Pick<Uncertainty, 'settings'>,
  contrasts: readonly Pick<WorldContrast, 'shares'>[],
): { setting: DrawnSetting; text: string }[] {
  const names = [...new Set(contrasts.flatMap((contrast) => shownShares(contrast).map(({ name }) => name)))];
  return names.flatMap((name) => {
    const setting = settings.find(({ path }) => path === name)!;
    if (setting.measure === undefined) return [{ setting, text: `no call of AWS shows it; compare runs with --set ${name}=VALUE` }];
    const { look, isFitted } = setting.measure;
    return [{ setting, text: `${look}${isFitted ? '; or drydock backtest SCENARIO --observed FILES --fit timings' : ''}` }];
  });
}

/** Explains the table, and lists the worlds that are not in it. */
export function uncertaintyNotes(uncertainty: Uncertainty): string[] {
  const { contrasts, notRun, failed, scenarios, main } = uncertainty;
  const unclear = contrasts.filter(({ holds, unclear: n }) => holds !== null && (n ?? 0) > 0);
  const lost = scenarios.flatMap((name, i) => (failed[i] === 0 ? [] : [`${name} in ${failed[i]}`]));
  const isMostlyChance = (main?.spread?.chanceShare ?? 0) > LUCK_MOST && main?.spread?.low !== main?.spread?.high;
  return [
    'At the defaults: the difference with half of its 95 % interval, which more replications narrow. In plausible ECSs: the differences between which 90 % of them lie, which only knowledge of the settings narrows.',
    ...(unclear.length === 0
      ? []
      : [
          `Within the luck of two runs, so that they may count for either side: ${listText(unclear.map((one) => `${plural(one.unclear!, 'world')} of "${claimText(one, scenarios)}"`))}.`,
        ]),
    ...(isMostlyChance ? ['More than half of the spread is luck of the few runs: it is wider than the settings make it.'] : []),
    ...(lost.length === 0 ? [] : [`Worlds in which a scenario did not do its work, so that no verdict on it holds: ${listText(lost)}.`]),
    ...(notRun === null
      ? []
      : [`${plural(notRun.worlds, 'world')} could not be run and ${notRun.worlds === 1 ? 'is' : 'are'} left out: ${notRun.why}`]),
  ];
}

/** Formats the difference with the nominal settings: `−19.8 % ± 0.8`. */
export function nominalText({ key, nominal, isChange }: WorldContrast): string {
  return changeText(metricSpec(key), isChange ? nominal : { ...nominal, change: null });
}

/** Formats the range over worlds: `−25.1 to −14.0 %`. */
export function rangeText(contrast: WorldContrast): string {
  const { spread, isChange } = contrast;
  if (spread === null) return '–';
  if (isChange) return `${changeNumber(spread.low)} to ${changeNumber(spread.high)} %`;
  return `${differenceText(spread.low, contrast)} to ${differenceText(spread.high, contrast)}`;
}

function differenceText(value: number, { key, isChange }: WorldContrast): string {
  const spec = metricSpec(key);
  if (isChange) return `${changeNumber(value)} %`;
  return signed(value, (size) => timeText(spec, size) ?? numberText(size, Math.max(1, spec.shown)));
}

/** A relative change as a number of percent. */
function changeNumber(share: number): string {
  return signed(100 * share, (size) => numberText(size, 1));
}

export function trimmedLabel(key: DecidingKey): string {
  return metricSpec(key).label.trim();
}

function signed(value: number, text: (size: number) => string): string {
  return `${value < 0 ? '−' : '+'}${text(Math.abs(value))}`;
}

/** Formats in how many worlds the verdict holds: `62 of 64`; empty where there is no verdict. */
export function countText({ holds }: WorldContrast): string {
  return holds === null ? '' : `${holds.held} of ${holds.of}`;
}
