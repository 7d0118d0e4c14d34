import { expect, it } from 'vitest';
import type { IncidentReport } from '../../src/record/survival/report.js';
import type { ServiceSurvival, Survival } from '../../src/record/survival/survival.js';
import { headSentences, incidentSentences } from '../../src/report/survival/texts.js';

it('[I.SUR-1] names the causes of the loss, without those that round to nothing', () => {
  const lostTo = { noInstance: 142, booting: 0, starting: 0.2, scaledIn: 0, notStarted: -1 };
  const survival = { lostTo, shortfallTaskMinutes: 141.2, isWithoutEffect: false, services: [] as readonly ServiceSurvival[] } as Survival;
  const none = { alternatives: [], decidedBy: [], blame: [], incidents: [], choice: null, seeds: { count: 1 }, criteria: { tolerance: 0 } };
  const report = { ...none, requested: 'stated', variants: [{ variant: 'stated', survival, zones: [] }] } as unknown as IncidentReport;
  const said = (one: IncidentReport) => incidentSentences(one)[0];
  expect(said({ ...report, seeds: { ...report.seeds, count: 20, figures: [], share: { low: 0, high: 1 } } })).toMatch(
    /^Lost to \(stated, first seed\): 142/,
  );
  expect(incidentSentences(report)).toEqual([
    'Lost to (stated): 142 task-minutes while they waited for capacity or a network interface, and no instance booted; 1 task-minute fewer than without the incident while ECS had not started them.',
  ]);
});

it('[I.SUR-1] says at once where nothing of the incident reached the cluster that survived', () => {
  const incidents = [{ id: 'day', title: 'A bad day.', transplantedTo: null, cutSteps: 0, steps: [{ fromMs: 3_600_000, why: null }] }];
  const survival = { isWithoutEffect: true } as Survival;
  const report = { incidents, verdict: 'survived', requested: 'stated', variants: [{ variant: 'stated', survival, zones: [] }] };
  const said = (count: number) => headSentences({ ...report, seeds: { count } } as unknown as IncidentReport)[0];
  expect(said(1)).toMatch(/ The cluster survives it, and nothing of it reaches the cluster\.$/);
  expect(said(20)).toMatch(/ The cluster survives it, and nothing of it reaches the cluster with the first seed\.$/);
});
