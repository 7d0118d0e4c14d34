import { stepCapacity } from '../../../src/autoscaling/adjustment.js';
import { clockText, numberText } from '../../../src/kernel/quantity-text.js';
import { cell } from './drawn-run.js';
import type { Evidence } from './evidence.js';

const clock = clockText;
const count = (n: number) => numberText(n, 0, 3);

/** The inputs of a service's scaler, from its metrics and the decisions before. */
export function serviceEvaluation(of: Evidence, found: readonly (string | undefined)[]): (string | null)[] {
  const [name, time, policyName, metricName, metric, , foundSize] = found;
  const service = of.run.setup.services.findIndex((one) => one.name === name);
  const { scaling } = of.run.setup.services[service];
  const row = of.history.times.findIndex((ms) => clock(ms) === time);
  const nowMs = of.history.times[row];
  const own = of.run.csv['events.csv']
    .map((one, i) => ({ one, i }))
    .filter(({ one }) => one.service === `${service}` && cell(one, 'time_ms')! <= nowMs);
  const policy = scaling!.policies[scaling!.policyNames.findIndex((one) => of.blank(one) === policyName)];
  const running = of.runningOf(service, nowMs);
  const desiredRows = own.filter(({ one }) => one.fact === 'serviceDesired');
  const decided = own.find(({ one }) => one.fact === 'serviceScaled' && cell(one, 'time_ms') === nowMs)?.one;
  const before = desiredRows.filter(({ one }) => cell(one, 'time_ms')! < nowMs || decided === undefined).at(-1);
  const from = decided === undefined ? (before === undefined ? 0 : cell(before.one, 'count')!) : cell(decided, 'from_desired')!;
  const to = decided === undefined ? from : cell(decided, 'to_desired')!;
  const value = metric === undefined ? Number.NaN : of.metricOf(service, { name: metricName!, nowMs, found: metric });
  const sizes = [from, to, ...sizesBy(policy, { value, running })].map(count);
  const bounds = of.boundsOf(service);
  const cooldowns = of.cooldownsOf(service, nowMs).map(clock);
  const within = (text: string | undefined, all: readonly string[]) =>
    text !== undefined && all.includes(text) ? text : (all[0] ?? 'none');
  return [
    ...[null, time!, null, null, Number.isNaN(value) ? 'no such data' : count(value), count(running), within(foundSize, sizes)],
    ...[within(found[7], bounds.least.map(count)), within(found[8], bounds.most.map(count))],
    ...[within(found[9], cooldowns), within(found[10], cooldowns), count(from), count(to), count(from), null],
  ];
}

/** In proportion to the target, or by a step; the found size is one of few. */
function sizesBy(
  policy: NonNullable<Evidence['run']['setup']['services'][number]['scaling']>['policies'][number] | undefined,
  { value, running }: { value: number; running: number },
): number[] {
  if (policy === undefined || Number.isNaN(value)) return [];
  if (policy.policyType === 'StepScaling') return [Math.max(0, stepCapacity(policy, value - policy.alarm.threshold, running) ?? 0)];
  const exact = (running * value) / policy.targetValue;
  return [Math.ceil(exact - 1e-6), Math.ceil(exact), 1];
}
