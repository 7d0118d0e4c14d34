import type { Survival } from '../../../src/record/survival/survival.js';
import { runPairs } from '../../../src/run/incident/pair.js';
import { type ScenarioFile, scenarioOf } from '../../../src/run/scenario-file.js';
import { T3, timelineText } from '../../scenario/incidents/incidents.js';

/** T3 with 6 instances: 2 tasks on each, and room for 2 more with the image there. */
export const T6 = T3.replace('minSize: 3', 'minSize: 6');
/** Two zones, 4 instances, 3 tasks on each. */
export const T2 = T3.replace(', us-east-1c]', ']').replace('minSize: 3', 'minSize: 4');

/** A step of the toy's timeline: `from` and `to` as minutes of the run, such as 60 and 120. */
export interface ToyStep {
  readonly from: number;
  readonly to?: number;
  readonly fault: string;
  readonly where?: string;
}

const clock = (minutes: number) => `+${minutes}m`;

function timeline(steps: readonly ToyStep[]): string {
  const lines = steps.map(
    ({ from, to, fault, where = 'A' }, i) =>
      `  - { id: step-${i}, from: ${clock(from)}, ${to === undefined ? '' : `to: ${clock(to)}, `}where: ${where}, fault: ${fault}, basis: stated, source: us, line: it happens }\n`,
  );
  return timelineText({ start: '2025-10-20T00:00:00Z', end: '2025-10-20T04:00:00Z', steps: lines.join('') });
}

/** What the steps do to a scenario, zone A being its first. Times of the steps are times of the run. */
export async function survivalIn(scenario: string, steps: readonly ToyStep[], more = ''): Promise<Survival> {
  const toy = timeline(steps);
  const read = (incidents: string): ScenarioFile =>
    scenarioOf(
      {
        path: 'toy-scenario.yaml',
        folder: '',
        text: `${scenario}${more}${incidents}`,
        read: (name) => (name === 'toy.yaml' ? toy : undefined),
      },
      {},
    );
  const { survivals } = await runPairs(read(''), [read('incidents: [{ name: toy.yaml, at: 0s, zones: { A: us-east-1a } }]\n')], {});
  return survivals[0]!;
}
