import type { FaultText } from '../schema.js';
import { formatDuration } from '../units.js';
import { completeFault, hasKey } from './fault-types.js';
import type { StepText, TimelineText } from './timeline-schema.js';
import type { Span } from './times.js';
import { spanOf } from './times.js';
import { filledIn, type SettingsOf, type SettingValue, settingsIn, sizeOf } from './values.js';
import type { ZoneAssignment } from './zones.js';

/** A timeline and everything that determines its faults. */
export interface StepContext {
  readonly timeline: TimelineText;
  readonly variant: string;
  /** Ids of steps that are left out. */
  readonly without: readonly string[];
  readonly settings: SettingsOf;
  /** Added to a time of the timeline: the time of the run. */
  readonly shiftMs: number;
  readonly assignment: ZoneAssignment;
  /** All zones of the cluster. */
  readonly zones: readonly string[];
  readonly durationMs: number;
}

/** A step as a run has it. */
export interface AppliedStep {
  readonly id: string;
  readonly type: string;
  readonly fromMs: number;
  /** Cut at the end of the run; null: a moment. */
  readonly toMs: number | null;
  readonly isCut: boolean;
  /** It has no end. */
  readonly isOpen: boolean;
  readonly where: string;
  readonly basis: StepText['basis'];
  /** The settings in it, which are assumed. */
  readonly assumed: readonly string[];
  readonly sources: readonly string[];
  readonly line: string;
  readonly faults: readonly FaultText[];
  /** Why it does nothing. */
  readonly why: string | null;
}

/** The steps of a variant in order of time, ties in order of the file. */
export function appliedSteps(context: StepContext): AppliedStep[] {
  const { timeline, variant, without } = context;
  const isIn = (step: StepText) => (step.variant === undefined || step.variant === variant) && !without.includes(step.id);
  const steps = timeline.steps.filter(isIn);
  return steps.map((step) => appliedStep(step, context)).sort((a, b) => a.fromMs - b.fromMs);
}

function appliedStep(step: StepText, context: StepContext): AppliedStep {
  const { timeline, settings, shiftMs, durationMs } = context;
  // The timeline has been checked with the ends of all settings.
  const span = spanOf(step, timeline, settings)!;
  const fromMs = span.fromMs + shiftMs;
  const lasts = hasKey(step.fault.type, 'for');
  const endMs = span.toMs === null ? (lasts ? Number.POSITIVE_INFINITY : null) : span.toMs + shiftMs;
  const fault = filledIn(step.fault, settings);
  const why = whyNothing(fault, { fromMs, toMs: endMs });
  return {
    id: step.id,
    type: String(fault.type),
    fromMs,
    toMs: endMs === null ? null : Math.min(endMs, durationMs),
    isCut: endMs !== null && endMs > durationMs && step.to !== 'open',
    isOpen: step.to === 'open',
    where: whereText(step.where, context),
    basis: step.basis,
    assumed: settingsIn(step),
    sources: step.source?.split(',').map((one) => one.trim()) ?? [],
    line: step.line,
    faults: why === null ? faultsOf(step, fault, { fromMs, toMs: endMs }, context) : [],
    why,
  };
}

/** Returns why a step does nothing: a setting at an end of its range may remove it. */
function whyNothing({ share, factor }: Record<string, unknown>, { fromMs, toMs }: Span): string | null {
  if (share === 0) return 'its share is 0';
  if (factor === 1) return 'its factor is 1';
  return toMs !== null && toMs <= fromMs ? 'it lasts no time' : null;
}

function whereText(where: string, { assignment }: StepContext): string {
  if (where === 'region') return where;
  return where.replace(/[A-Z]$/, (letter) => assignment[letter]!);
}

function zonesOf({ where, fault }: StepText, { assignment, zones }: StepContext): readonly (string | null)[] {
  if (where === 'region' || !hasKey(fault.type, 'availabilityZone')) return [null];
  const hit = assignment[where.at(-1)!]!;
  return where.startsWith('not ') ? zones.filter((zone) => zone !== hit) : [hit];
}

function faultsOf(step: StepText, fault: Record<string, unknown>, span: Span, context: StepContext): FaultText[] {
  const name = `${context.timeline.incident}/${step.id}`;
  const pieces = piecesOf(step, fault, span, context.settings).filter(
    ({ fromMs, toMs }) => fromMs < Math.min(toMs ?? Infinity, context.durationMs),
  );
  const zones = zonesOf(step, context);
  return zones.flatMap((zone) =>
    pieces.map(({ fromMs, toMs, share }, i) => {
      const marks = [...(zones.length > 1 ? [zone] : []), ...(pieces.length > 1 ? [i + 1] : [])];
      const endMs = toMs === null ? null : Math.min(toMs, context.durationMs);
      return completeFault({
        ...fault,
        label: marks.length === 0 ? name : `${name}:${marks.join(':')}`,
        at: formatDuration(fromMs),
        // Without an end a fault lasts as long as the run.
        ...(endMs === null || toMs === Number.POSITIVE_INFINITY ? {} : { for: formatDuration(endMs - fromMs) }),
        ...(zone === null ? {} : { availabilityZone: zone }),
        ...(share === undefined ? {} : { share }),
      });
    }),
  );
}

/** The windows or equal parts of a step. Each part takes its part of what was there at the beginning. */
function piecesOf(
  { parts, over, every, for: length }: StepText,
  { share }: Record<string, unknown>,
  span: Span,
  settings: SettingsOf,
): { readonly fromMs: number; readonly toMs: number | null; readonly share: unknown }[] {
  const size = (value: SettingValue) => sizeOf(filledIn(value, settings))!;
  if (every !== undefined && length !== undefined) {
    const [stepMs, lastsMs] = [size(every), size(length)];
    const count = Math.ceil((span.toMs! - span.fromMs) / stepMs);
    return Array.from({ length: count }, (_, i) => {
      const fromMs = span.fromMs + i * stepMs;
      return { fromMs, toMs: Math.min(fromMs + lastsMs, span.toMs!), share };
    });
  }
  const count = parts === undefined ? 1 : size(parts);
  if (count <= 1 || over === undefined) return [{ ...span, share }];
  const overMs = size(over);
  if (overMs === 0) return [{ ...span, share }];
  const whole = typeof share === 'number' ? share : 1;
  return Array.from({ length: count }, (_, i) => ({
    fromMs: span.fromMs + Math.round((i * overMs) / (count - 1)),
    toMs: span.toMs,
    share: whole / count / (1 - (whole * i) / count),
  }));
}
