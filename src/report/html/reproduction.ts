import type { Ms } from '../../kernel/event-loop.js';
import { durationText, numberText } from '../../kernel/quantity-text.js';
import { forkSentence } from '../sentence.js';
import type { FinishedRun } from '../summary.js';
import { type Html, html } from './escape.js';
import { commandBlock, section } from './frame.js';
import { identityTable } from './tables.js';

/** A run by its identity and the time that it covers. */
export interface IdentifiedRun extends Pick<FinishedRun, 'identity'> {
  readonly record: { readonly endMs: Ms };
}

/** How to reproduce the runs, and the digests that identify them. */
export function computedSection(runs: readonly IdentifiedRun[], command: string): Html[] {
  const [{ identity }] = runs;
  const spans = [...new Set(runs.map(({ record }) => record.endMs))].sort((a, b) => a - b).map(durationText);
  const span = spans.length > 1 ? `${spans[0]} to ${spans.at(-1)}` : spans[0];
  const events = runs.reduce((sum, run) => sum + run.identity.events, 0);
  return section(
    'How this was computed',
    html`<p>Drydock ${identity.engineVersion} simulated ${span}${runs.length > 1 ? ' of each scenario' : ''} event by event, ${numberText(events, 0)} in all, by ECS’s documented rules; nothing here was measured on AWS. This makes it again:</p>
${commandBlock(command)}`,
    forkNotes(runs),
    identityTable(runs.map((run) => run.identity)),
    html`<p class="note">The same scenario, seed and version give the same bytes; the digest is a hash of everything that happened. Times are simulated; costs are list prices, on Spot those of the market, billed by the second.</p>`,
  );
}

function forkNotes(runs: readonly IdentifiedRun[]): Html[] {
  return runs.flatMap(({ identity: { forkedFrom } }) => (forkedFrom === undefined ? [] : [html`<p>${forkSentence(forkedFrom)}</p>`]));
}
