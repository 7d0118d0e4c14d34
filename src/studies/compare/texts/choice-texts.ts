import { grouped } from '../../../kernel/grouped.js';
import { listText, numberText, plural } from '../../../kernel/quantity-text.js';
import { metricSpec } from '../../../record/metric-names.js';
import type { MetricKey } from '../../../record/metrics.js';
import { metricText } from '../../../report/metric-text.js';
import { idleSentence } from '../../../run/jobs/undone.js';
import { DECIDING, type DecidingKey, type ReplicatedComparison, type Rival } from '../result.js';
import { amountText } from './comparison-texts.js';

/** The choice, its certainty, its price in other metrics, and the scenarios that failed: a sentence or two each. */
export interface ChoiceTexts {
  readonly choice: string;
  readonly certainty: string;
  readonly trade: string;
  /** Of a choice that runs on Spot Instances. */
  readonly risk: string;
  readonly failed: string;
}

const [COST, ...SERVING] = DECIDING;

/** States which scenario to choose, how certain that is, and its price in service and risk. */
export function choiceTexts(comparison: ReplicatedComparison): ChoiceTexts {
  const { choice, scenarios } = comparison;
  const failed = [...failedTexts(comparison), ...faultedTexts(comparison), ...idleTexts(comparison)].join(' ');
  if (choice.chosen === null)
    return { choice: `Choose none of these: ${nothingText(comparison)}.`, certainty: '', trade: '', risk: '', failed };
  const name = scenarios[choice.chosen];
  const risk = spotText(comparison, choice.chosen);
  if (choice.rivals.length === 0)
    return {
      choice:
        choice.faulted.length > 0
          ? `${name}: ${valueText(comparison, choice.chosen, COST)}.`
          : `${name} alone did its work, for ${valueText(comparison, choice.chosen, COST)}.`,
      certainty: '',
      trade: '',
      risk,
      failed,
    };
  return { choice: choiceText(comparison, name), certainty: certaintyText(comparison), trade: tradeText(comparison), risk, failed };
}

function faultedTexts({ choice: { faulted }, scenarios }: ReplicatedComparison): string[] {
  if (faulted.length === 0) return [];
  const names = listText(faulted.map((i) => scenarios[i]!));
  const [are, show] =
    faulted.length === 1 ? ['is', 'it shows what they do, and is no choice'] : ['are', 'they show what these do, and are no choices'];
  return [`${names} ${are} ${scenarios[0]} with other faults: ${show}.`];
}

function idleTexts({ choice: { idle }, scenarios }: ReplicatedComparison): string[] {
  return idle.length === 0 ? [] : [idleSentence(`in ${listText(idle.map((i) => scenarios[i]!))}`)];
}

function nothingText({ choice: { faulted }, failed }: ReplicatedComparison): string {
  const isServed = faulted.some((i) => failed[i] === null);
  return `no ${isServed ? 'other ' : ''}scenario did its work in every run`;
}

function choiceText(comparison: ReplicatedComparison, name: string): string {
  const { choice, scenarios } = comparison;
  const cost = valueText(comparison, choice.chosen!, COST);
  if (choice.chosen === 0) return `Keep ${name}: ${cost}. No other is shown to cost less.`;
  const first = choice.ofFirst.find(({ scenario }) => scenario === choice.chosen);
  if (first === undefined) return `Choose ${name}: ${cost}.`;
  if (first[COST].verdict === 'better') return `Choose ${name}: ${cost}, ${amountText(first[COST])} less than ${scenarios[0]}.`;
  const better = SERVING.filter((key) => first[key].verdict === 'better').map((key) => WHAT[key].better);
  return `Choose ${name}: ${cost}. It is not shown to cost less than ${scenarios[0]}, but ${better.join(', and ')}.`;
}

/** Words for one scenario that is better than another in a figure. `better` continues "but", `does` the scenario's name. */
const WHAT: Readonly<Record<DecidingKey, { readonly better: string; readonly does: string; readonly none: string }>> = {
  cost_per_month_usd: { better: 'it costs less', does: 'costs less', none: 'cost less' },
  wait_p95_ms: { better: 'its tasks start sooner', does: 'starts tasks sooner', none: 'start tasks sooner' },
  below_desired_task_minutes: {
    better: 'fewer of its tasks are missing',
    does: 'has fewer tasks missing',
    none: 'have fewer tasks missing',
  },
  without_task_service_minutes: {
    better: 'its services are less often without a task',
    does: 'leaves services without a task less often',
    none: 'leave services without a task less often',
  },
  requests_lost: { better: 'it loses fewer requests', does: 'loses fewer requests', none: 'lose fewer requests' },
};

/** Names the others that are shown to cost more. */
function certaintyText({ choice: { rivals }, scenarios, seeds, alpha }: ReplicatedComparison): string {
  const percent = `${numberText(100 * (1 - alpha), 0, 2)} %`;
  const runs = `${plural(seeds.length, 'run')} each`;
  const dearer = rivals.filter((rival) => rival[COST].verdict === 'worse');
  const open = rivals.filter((rival) => rival[COST].verdict !== 'worse');
  const names = (rivals: readonly Rival[]) => rivals.map(({ scenario }) => scenarios[scenario]);
  if (open.length === 0) return `Sure at ${percent}: in ${runs} it costs less than ${allOf(names(dearer))}.`;
  const apart = open.map((rival) => `${scenarios[rival.scenario]} (${amountText(rival[COST])} apart)`);
  const rest = `Not shown, and perhaps luck: that it costs less than ${listText(apart)}.`;
  if (open.every(({ [COST]: { difference } }) => difference?.low === 0 && difference.high === 0))
    return `They cost the same in all ${plural(seeds.length, 'run')}.`;
  if (dearer.length === 0) return `Not sure: ${runs} show no difference in cost. More replications may show one.`;
  return `Sure at ${percent}: in ${runs} it costs less than ${listText(names(dearer))}. ${rest}`;
}

function allOf(names: readonly string[]): string {
  return names.length < 3 ? listText(names) : `all ${names.length} others`;
}

/**
 * The effect of Spot on a scenario in a month of the runs, with the caveat that worse months may come. Zero interruptions in a few runs do
 * not prove a rate of zero.
 */
function spotText({ metrics, scenarios, seeds, warmUp }: ReplicatedComparison, scenario: number): string {
  const meanOf = (wanted: MetricKey) => {
    const compared = metrics.find(({ metric }) => metric.key === wanted);
    return (scenario === 0 ? compared?.base?.estimate : compared?.others[scenario - 1].mean) ?? 0;
  };
  const [cost, spot] = [meanOf('cost_usd'), meanOf('cost_spot_usd')];
  if (spot === 0) return '';
  const aMonth = (key: MetricKey) => metricText(metricSpec(key), (meanOf(key) * meanOf('cost_per_month_usd')) / cost);
  const runs = plural(seeds.length, 'run');
  const hasLost = meanOf('tasks_interrupted_by_spot') > 0;
  const tasks = `${aMonth('tasks_interrupted_by_spot')} tasks`;
  const taken = () => {
    if (meanOf('interrupted_instances') > 0)
      return `in a month of such runs, interruptions take ${aMonth('interrupted_instances')} instances, ${hasLost ? `and stop ${tasks}` : `and stopped no task in the ${runs}`}`;
    // On Fargate there are no instances to take. With both, the tasks are those of both.
    if (hasLost) return `in a month of such runs, interruptions take ${tasks}`;
    return `none of the ${runs} met an interruption${warmUp === null ? '' : ' after the warm-up'}`;
  };
  return `${scenarios[scenario]} spends ${numberText((100 * spot) / cost, 0)} % of its cost on Spot: ${taken()}. A shortage takes many at once: try a fault of type spotDrought before you rely on it.`;
}

/** Names the other variant that is shown to serve better, with its extra cost. */
function tradeText(comparison: ReplicatedComparison): string {
  const { choice, scenarios } = comparison;
  const served = choice.keys.filter((key) => key !== COST).map((key) => ({ key, by: bestAt(comparison, key) }));
  const names = [...new Set(served.flatMap(({ by }) => (by === undefined ? [] : [by])))];
  const texts = names.map((rival) => {
    const gains = served
      .filter(({ by }) => by === rival)
      .map(
        ({ key }) =>
          `${WHAT[key].does} (${key === 'wait_p95_ms' ? '95 % within ' : ''}${valueText(comparison, rival.scenario, key)}, not ${valueText(comparison, choice.chosen!, key)})`,
      );
    const { verdict } = rival[COST];
    const price = verdict === 'worse' ? `for ${amountText(rival[COST])} more` : 'at a cost not shown to differ';
    return `${scenarios[rival.scenario]} ${gains.join(' and ')} ${price}`;
  });
  const none = served.filter(({ by }) => by === undefined).map(({ key }) => WHAT[key].none);
  const shown = texts.length === 0 ? [] : [`Shown as well: ${texts.join('; ')}.`];
  return [...shown, ...(none.length === 0 ? [] : [`No other is shown to ${none.join(' or to ')}.`])].join(' ');
}

/** The rival with the least mean among those shown to be better than the choice. */
function bestAt({ choice: { rivals, means } }: ReplicatedComparison, key: DecidingKey): Rival | undefined {
  const meanOf = ({ scenario }: Rival) => means[scenario][key]?.estimate ?? Number.POSITIVE_INFINITY;
  return rivals.filter((rival) => rival[key].verdict === 'better').sort((a, b) => meanOf(a) - meanOf(b))[0];
}

/** Why a scenario is not ranked. */
function failedTexts({ failed, scenarios, seeds }: Pick<ReplicatedComparison, 'failed' | 'scenarios' | 'seeds'>): string[] {
  const whys = failed.flatMap((one, i) => {
    if (one === null) return [];
    const often = one.replications === seeds.length ? '' : ` in ${one.replications} of ${plural(seeds.length, 'run')}`;
    return [{ name: scenarios[i]!, often, clauses: one.clauses }];
  });
  return [...grouped(whys, ({ often, clauses }) => `${often}: ${clauses.join('; ')}`).values()].map((same) => {
    const [{ often, clauses }] = same as [(typeof whys)[number]];
    const [verb, subject] = same.length === 1 ? ['is', 'it'] : ['are', 'each'];
    const names = listText(same.map(({ name }) => name));
    return `${names} failed${often} and ${verb} not ranked: ${subject} ${clauses.join(`; ${subject} `)}.`;
  });
}

function valueText({ choice }: ReplicatedComparison, scenario: number, key: DecidingKey): string {
  const text = metricText(metricSpec(key), choice.means[scenario][key]?.estimate ?? null);
  return key === COST ? `${text} a month` : text;
}
