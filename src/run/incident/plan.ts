import { basename } from 'node:path';
import { MINUTE_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import { type IncidentReport, requestedOf } from '../../record/survival/report.js';
import type { AppliedIncident } from '../../scenario/incidents/apply.js';
import type { IncidentText } from '../../scenario/incidents/schema.js';
import { VARIANTS } from '../../scenario/incidents/timeline-schema.js';
import { assignmentsOf, type ZoneAssignment } from '../../scenario/incidents/zones.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import { formatDuration } from '../../scenario/units.js';
import { Fact, type FactKind, type Subscriber } from '../../sim/facts.js';
import { executeForFigures } from '../execute.js';
import { UserError } from '../failure.js';
import type { Policy } from '../policy-module.js';
import { type ScenarioFile, scenarioOf } from '../scenario-file.js';

/** Incidents that a user requests instead of those of the scenario. */
export interface IncidentRequest {
  readonly entries: readonly IncidentEntry[];
  /** As the user wrote it, for messages. */
  readonly from: string;
}

export type IncidentEntry = Partial<IncidentText> & Pick<IncidentText, 'name'>;

/** One way to lay the incidents over the scenario. */
export interface Alternative {
  readonly variant: string;
  /** By incident. */
  readonly zones: readonly ZoneAssignment[];
  /** The value of `incidents`. */
  readonly value: string;
}

/** A scenario, and all ways to lay its incidents over it. */
export interface IncidentPlan {
  /** Without incidents. */
  readonly control: ScenarioFile;
  /** With the incidents, as the first alternative has them. */
  readonly laid: ScenarioFile;
  readonly alternatives: readonly Alternative[];
  /** Their texts, by the names under which scenarios read them. */
  readonly timelines: Readonly<Record<string, string>>;
  /** How the zones were chosen; null where there is nothing to choose. */
  readonly choice: 'worst' | 'best' | 'each' | null;
}

/** Returns the alternative that the report shows for the requested variant. */
export function requestedIn({ alternatives }: IncidentPlan, report: IncidentReport): Alternative {
  const { variant, zones } = requestedOf(report);
  return alternatives.find((one) => one.variant === variant && one.zones.every((zone, i) => zone === zones[i]))!;
}

/** Assignments of zones that are tried, at most. */
const ALTERNATIVES_MAX = 200;

/** The requested incidents, or those of the scenario; null without any. */
export async function incidentPlan(
  scenario: ScenarioFile,
  request: IncidentRequest | null,
  { band }: { readonly band: boolean },
): Promise<IncidentPlan | null> {
  if (request === null && scenario.incidents.length === 0) return null;
  const control = withIncidents(scenario, null);
  const entries = request?.entries ?? scenario.incidents.map(({ text }) => text);
  const first = request === null ? scenario : withIncidents(control, { entries, from: request.from });
  const placed = await atPeaks(control, entries, first.incidents);
  const open = first.incidents.find(({ open: { zones } }) => zones !== null)?.open.zones ?? null;
  const zones = first.incidents.map(({ timeline, assignment, open: { zones: word } }) =>
    word === null ? [assignment] : assignmentsOf(Object.keys(timeline.zones), first.setup.zones),
  );
  const variants = band && entries.every(({ variant = 'stated' }) => variant === 'stated') ? [...VARIANTS] : [null];
  const alternatives = variants.flatMap((variant) => product(zones).map((chosen) => alternativeOf(placed, chosen, variant)));
  if (alternatives.length > ALTERNATIVES_MAX)
    throw new UserError([
      `${request?.from ?? scenario.path}: the zones of these incidents have ${alternatives.length} assignments: give zones, such as { A: ${first.setup.zones[0]} }`,
    ]);
  const timelines = Object.fromEntries(first.incidents.map(({ file }) => [file, first.inputs.get(file)!]));
  return { control, laid: first, alternatives, timelines, choice: open };
}

function alternativeOf(entries: readonly IncidentEntry[], zones: readonly ZoneAssignment[], variant: string | null): Alternative {
  const chosen = entries.map((entry, i) => ({ ...entry, zones: zones[i], ...(variant === null ? {} : { variant }) }));
  return { variant: variant ?? entries[0]!.variant ?? 'stated', zones, value: JSON.stringify(chosen) };
}

function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap((one) => list.map((item) => [...one, item])), [[]]);
}

/** Finds the time of the incidents that begin at the peak of the run without them (I.MAP-2). */
async function atPeaks(
  control: ScenarioFile,
  entries: readonly IncidentEntry[],
  applied: readonly AppliedIncident[],
): Promise<IncidentEntry[]> {
  if (applied.every(({ open }) => !open.isPeak)) return [...entries];
  const peakMs = await peakOf(control);
  return entries.map((entry, i) => {
    const { open, atMs, fromMs } = applied[i]!;
    return open.isPeak ? { ...entry, at: startFor(peakMs, fromMs - atMs, entry.name) } : entry;
  });
}

/** The incident begins so that its first step is at the peak. */
function startFor(peakMs: Ms, firstStepMs: Ms, name: string): string {
  if (peakMs < firstStepMs)
    throw new UserError([
      `${name}: the peak is at ${formatDuration(peakMs)}, and its first step comes ${formatDuration(firstStepMs)} after its start: give it a time`,
    ]);
  return formatDuration(peakMs - firstStepMs);
}

/** Returns the scenario with other incidents, or none. Throws a UserError with the mistakes of the incidents. */
export function withIncidents(scenario: ScenarioFile, request: IncidentRequest | null): ScenarioFile {
  const assignment =
    request === null ? { path: 'incidents', value: '' } : { path: 'incidents', value: JSON.stringify(request.entries), from: request.from };
  return changedBy(scenario, [assignment]);
}

/** Returns the scenario, read again with further assignments. */
export function changedBy(scenario: ScenarioFile, more: readonly Assignment[]): ScenarioFile {
  const { path, folder, inputs, overrides, policyModule, variantOf } = scenario;
  const texts = { path, folder, text: inputs.get(basename(path))!, named: inputs };
  const read = scenarioOf(texts, { seed: overrides?.seed ?? undefined, policy: policyOf(scenario) }, [
    ...(overrides?.assignments ?? []),
    ...more,
  ]);
  return { ...read, policyModule, ...(variantOf === undefined ? {} : { variantOf }) };
}

/** A policy of the registry is among the assignments. */
export function policyOf({ policyModule: module, setup }: ScenarioFile): Policy | null {
  return module === null ? null : { name: setup.placement.policy!, isOffline: false, module };
}

/** Load by minute, and desired tasks. */
class PeakLog implements Subscriber {
  private readonly arrived = new Map<Ms, number>();
  private readonly desired = new Map<number, number>();
  private readonly byMinute = new Map<Ms, number>();

  onFact(kind: FactKind, atMs: Ms, a: number, b: number): void {
    if (kind === Fact.serviceLoaded) this.arrived.set(atMs, (this.arrived.get(atMs) ?? 0) + b);
    if (kind !== Fact.serviceDesired) return;
    this.desired.set(a, b);
    const minute = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    const desired = [...this.desired.values()].reduce((sum, count) => sum + count, 0);
    this.byMinute.set(minute, desired);
  }

  /** The start of the earliest minute with the most of it. */
  peakMs(): Ms {
    if (this.arrived.size === 0) return mostOf(this.byMinute);
    // The load of a minute is known at its end.
    return Math.max(0, mostOf(this.arrived) - MINUTE_MS);
  }
}

function mostOf(byTime: ReadonlyMap<Ms, number>): Ms {
  return [...byTime].reduce(([atMs, most], [ms, value]) => (value > most ? [ms, value] : [atMs, most]), [0, -1])[0];
}

/** The begin of the minute in which the load is highest; without loads, in which most tasks are desired. */
async function peakOf(scenario: ScenarioFile): Promise<Ms> {
  const log = new PeakLog();
  await executeForFigures(scenario, { hasShares: false, watching: () => [log] });
  return log.peakMs();
}
