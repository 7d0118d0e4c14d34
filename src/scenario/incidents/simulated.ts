import type { Context } from '../context.js';
import { checkFaults } from '../faults/check.js';
import { notSimulated } from '../fields.js';
import type { FaultText, Scenario } from '../schema.js';

/** What of a fault the engine does not have yet: all of it, or some keys. */
export interface Unsimulated {
  readonly isWhole: boolean;
  readonly keys: readonly string[];
}

/** The words of the mistake that such a fault is in a scenario's own list. */
const NOT_YET = notSimulated('').trim().replace(/:$/, '');

/** Asks the checks of the scenario, so that a timeline says more as soon as the engine has more. */
export function unsimulated(fault: FaultText, scenario: Scenario, zones: readonly string[]): Unsimulated {
  const keys: string[] = [];
  const context = {
    scenario: { ...scenario, faults: [fault] },
    zones,
    names: { capacityProviders: [], families: [], instanceTypes: [], services: [], workloads: [] },
    isReported: () => false,
    warn: () => {},
    error: (path: readonly (string | number)[], message: string) => {
      if (message.includes(NOT_YET)) keys.push(String(path.at(-1)));
    },
  };
  checkFaults(context as unknown as Context, { spot: [], onDemand: [] });
  return { isWhole: keys.includes('type'), keys };
}

/** The fault without the keys that the engine does not have yet. */
export function withoutKeys(fault: FaultText, keys: readonly string[]): FaultText {
  return Object.fromEntries(Object.entries(fault).filter(([key]) => !keys.includes(key))) as FaultText;
}
