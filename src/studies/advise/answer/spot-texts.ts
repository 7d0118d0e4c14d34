import { numberText } from '../../../kernel/quantity-text.js';
import { BUCKETS, type Bucket } from '../../../market/market-settings.js';
import { MONTH_MS } from '../../../report/month.js';
import type { Interval } from '../../../statistics/interval.js';
import type { SpotHit, SpotRisk } from '../spot-risk.js';
import type { SpotSource } from '../spot-sources.js';

const HITS_MAX = 6;

const BUCKET_TEXT: Readonly<Record<Bucket, string>> = {
  '<5%': 'less than 5 %',
  '5-10%': '5 to 10 %',
  '10-15%': '10 to 15 %',
  '15-20%': '15 to 20 %',
  '>20%': 'more than 20 %',
};

/** Explains how often Spot is interrupted, which tasks that hits in a month, and which conditions make it worse. */
export function spotSentences(risk: SpotRisk): string[] {
  return [rateSentence(risk), hitSentence(risk), ...spotWarnings(risk).map((warning) => `Warning: ${warning}`)];
}

function rateSentence({ sources }: SpotRisk): string {
  const types = sources.filter(({ isOfTasks }) => !isOfTasks).flatMap((source) => source.types);
  const named = (bucket: Bucket | null) => [...new Set(types.filter((type) => type.bucket === bucket).map(({ name }) => name))].join(', ');
  const rates = BUCKETS.filter((bucket) => named(bucket) !== '').map((bucket) => `${BUCKET_TEXT[bucket]} of ${named(bucket)}`);
  const traced = named(null);
  const ofTasks = sources.filter(({ isOfTasks }) => isOfTasks).map(({ provider }) => provider);
  return [
    ...(rates.length === 0 ? [] : [`EC2 interrupts ${rates.join(', ')} in a month (AWS Spot Advisor).`]),
    ...(traced === '' ? [] : [`A trace of the scenario says when EC2 interrupts ${traced}.`]),
    ...(ofTasks.length === 0 ? [] : [`AWS publishes no rate for ${ofTasks.join(', ')}: less than 5 % in a month is assumed.`]),
  ].join(' ');
}

/** How many instances and tasks Spot is expected to interrupt in a month. */
export function hitSentence({ instanceHours, instancesInterrupted, tasksInterrupted, hit }: SpotRisk): string {
  const instances = instanceHours / (MONTH_MS / 3_600_000);
  const ofInstances = instances > 0 ? `${countText(instancesInterrupted)} of ${few(instances)} Spot Instances and ` : '';
  const more = hit.length > HITS_MAX ? ` and ${hit.length - HITS_MAX} more` : '';
  const names = hit.slice(0, HITS_MAX).map(hitText).join(', ');
  return `Expected in a month: ${ofInstances}${countText(tasksInterrupted)} tasks interrupted${names === '' ? '' : `: ${names}${more}`}.`;
}

function hitText({ name, tasksInterrupted, lostHours, missingTaskMinutes }: SpotHit): string {
  const tasks = `${name} ${few(tasksInterrupted)}`;
  if (lostHours !== null) return `${tasks} (${few(lostHours)} h of work lost)`;
  return missingTaskMinutes === null ? tasks : `${tasks} (missing ${few(missingTaskMinutes)} min in all)`;
}

/** Formats a count: `3.1`, or `3.1 (1.2 to 5.0)` where it depends on the types that are launched. */
export function countText({ estimate, low, high }: Interval): string {
  return few(low) === few(high) ? few(estimate) : `${few(estimate)} (${few(low)} to ${few(high)})`;
}

/** Never shows 0 for a larger value. */
function few(value: number): string {
  return value > 0 && value < 0.05 ? '<0.1' : numberText(value, value < 100 ? 1 : 0);
}

/** Reasons that make many interruptions at once likely. */
export function spotWarnings({ sources }: SpotRisk): string[] {
  return sources.flatMap((source) => [...typeWarning(source), ...zoneWarning(source)]);
}

function typeWarning({ provider, isOfTasks, types: [first, second] }: SpotSource): string[] {
  if (isOfTasks || first === undefined || second !== undefined) return [];
  return [
    `all Spot of ${provider} is one instance type, ${first.name}: EC2 takes many instances of one pool at once, and then the group has no other pool. Give the group more types.`,
  ];
}

function zoneWarning({ provider, zones: [first, second] }: SpotSource): string[] {
  if (first === undefined || second !== undefined) return [];
  return [`all Spot of ${provider} is in one zone, ${first}: a shortage there leaves no other pool. Give it more zones.`];
}
