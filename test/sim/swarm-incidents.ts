import { hash32 } from '../../src/kernel/hash.js';
import type { Fault } from '../../src/sim/fault.js';
import type { SetupParts } from './setups.js';

const MINUTE = 60_000;

/** In every second scenario one to four of the faults that incidents consist of happen too. */
export function withIncidents(seed: number, parts: SetupParts): SetupParts {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 91, calls++, 0) % bound;
  if (below(2) === 0) return parts;
  return { ...parts, faults: [...(parts.faults ?? []), ...Array.from({ length: 1 + below(4) }, () => incidentFault(below))] };
}

function incidentFault(below: (bound: number) => number): Fault {
  const fromMs = below(360 * MINUTE);
  const during = { fromMs, untilMs: fromMs + 1 + below(120 * MINUTE), label: `step-${below(3)}` };
  const zone = below(2) === 0 ? null : below(3);
  const anywhere = { provider: below(3) === 0 ? 0 : null, zone };
  const share = below(5) / 4;
  const kinds: (() => Fault)[] = [
    () => ({
      kind: 'launchFailure',
      share,
      isInternal: below(2) === 0,
      type: below(3) === 0 ? 0 : null,
      purchase: ([null, null, 0, 1] as const)[below(4)]!,
      hitsStarts: below(2) === 0,
      ...anywhere,
      ...during,
    }),
  ];
  return kinds[below(kinds.length)]!();
}
