import { z } from 'zod';
import { choice, duration, flag, list, nonEmpty, real, shape, whole } from '../fields.js';
import { capacityProviderStrategy } from '../placement/schema.js';
import { show } from '../text/suggest.js';
import { parseDuration } from '../units.js';

/** Conventions of this library: nothing is published about any of them. */
const INCIDENT_DEFAULTS = {
  lead: '2h',
  observe: '6h',
  hold: '15m',
  notice: '20m',
  replications: 20,
  criteria: { zeroMinutes: 0, lostShare: 0.01, timeToRecover: '30m' },
} as const;

const NOTICE_MAX_MS = 4 * 3_600_000;
/** Words for the time of an incident that are no duration. */
const TIMES = ['timeOfDay', 'clock', 'peak'] as const;
/** Words for zones that are to be found by runs. */
const ASSIGNMENTS = ['worst', 'best', 'each'] as const;

const timeHelp = (value: unknown) =>
  `${show(value)} is no time for an incident: write a duration since the start such as 3d14h, or ${TIMES.join(', ')}`;

const at = z
  .string({ error: (issue) => timeHelp(issue.input) })
  .refine((text) => (TIMES as readonly string[]).includes(text) || parseDuration(text) !== undefined, {
    error: (issue) => timeHelp(issue.input),
  })
  .describe(
    'When it begins. A duration: so long after the start. timeOfDay: at its own time of day (UTC), on the first day that leaves incident.lead before it. clock: at its own time on the calendar of startsAt. peak: with its first step in the minute of the highest load.',
  )
  .default('timeOfDay');

const incident = shape('An incident of AWS that the run goes through: its steps become faults.', () => ({
  name: nonEmpty(
    'Its id in the library (drydock catalog --incidents), or the path of a file of your own, relative to the scenario.',
    1_000,
  ),
  at,
  zones: z
    .union([choice(ASSIGNMENTS, 'Found by runs.'), z.record(z.string(), z.string().min(1))], {
      error: (issue) =>
        `${show(issue.input)} is no choice of zones: write ${ASSIGNMENTS.join(', ')}, or a zone for each letter, such as { A: us-east-1b }`,
    })
    .describe(
      'The zone of the cluster for each zone of the incident, such as { A: us-east-1b }. worst, best: the assignment that loses most, or least. each: all assignments.',
    )
    .default('worst'),
  set: z
    .record(z.string(), z.union([z.number(), z.string()]))
    .describe('Settings of the timeline, by name: values that no source states.')
    .default({}),
  outsideRange: flag('Whether a setting may lie outside its range.').default(false),
  variant: nonEmpty(
    'mild, stated or severe: the settings at the end of their range that hurts less, as they are, or that hurts more; or a variant of the timeline.',
  ).default('stated'),
  operator: list(
    shape('A change that an operator makes in the incident. The run without the incident does not have it.', () => ({
      afterStart: duration('Time after the first step. Default: incident.notice.').optional(),
      set: z
        .record(z.string(), z.union([z.number(), z.string(), capacityProviderStrategy]))
        .describe(
          'New values by path, as --set takes them, each by the call that AWS has for it. Of a service: desiredCount; taskDefinition and capacityProviderStrategy (a deployment; a strategy stays with instances, or with Fargate); scaling.minCapacity and scaling.maxCapacity. A desiredCountSchedule goes on. Of a capacity provider: autoScalingGroup.minSize and .maxSize, which move DesiredCapacity to within them, and .desiredCapacity, which managed scaling changes again when its alarms say so. Any other path is refused.',
        ),
    })),
    [0, 100],
    'Steps of an operator. A step that needs a control plane that is down takes effect when it is back.',
  ).default([]),
  without: list(z.string().min(1), [0, 1_000], 'Steps that are left out, by their ids.').default([]),
  refuseTransplant: flag('Whether a cluster in another Region is a mistake. Otherwise the incident is laid over it, with a note.').default(
    false,
  ),
}));

export const incidents = list(
  incident,
  [1, 20],
  'Incidents of AWS that the run goes through. The scenario that a run writes down has their faults instead.',
).optional();

const share = (description: string) => real(0, 1, description);

export const incidentSettings = shape('How incidents are placed and judged. It changes no run without one.', () => ({
  lead: duration('Least time of the run before an incident by timeOfDay; at most 24h.').default(INCIDENT_DEFAULTS.lead),
  observe: duration('Time after its last step for which its figures are counted.').default(INCIDENT_DEFAULTS.observe),
  hold: duration('A service has recovered after this time without a shortage; at most 2h.').default(INCIDENT_DEFAULTS.hold),
  tolerance: share(
    'Share of its tasks, rounded up but never the last one, that a service may lack against the run without the incident and not be short. Services that scale differ by a task or two at each step for hours: 0.1 looks past it, which I.SUR-4 does not. Default: 0.',
  ).optional(),
  notice: duration('From its first step until AWS or an alarm has informed the operator, who then acts; at most 4h.')
    .refine((text) => (parseDuration(text) ?? 0) <= NOTICE_MAX_MS, { error: 'is above 4h' })
    .default(INCIDENT_DEFAULTS.notice),
  replications: whole(1, 1_000, 'Number of seeds of an incident with chance.').default(INCIDENT_DEFAULTS.replications),
  criteria: shape('A service has survived when all of them hold.', () => ({
    zeroMinutes: z
      .number()
      .min(0)
      .describe('Minutes without any task that serves, at most.')
      .default(INCIDENT_DEFAULTS.criteria.zeroMinutes),
    lostShare: share('Share of the requests that are lost, at most.').default(INCIDENT_DEFAULTS.criteria.lostShare),
    timeToRecover: duration('From the first step until all is as it would be without the incident, at most.').default(
      INCIDENT_DEFAULTS.criteria.timeToRecover,
    ),
    shortfallTaskMinutes: z.number().min(0).describe('Task-minutes below the desired count, at most. Default: any number.').optional(),
  })).prefault({}),
}));

export type OperatorValue = NonNullable<z.output<typeof incidents>>[number]['operator'][number]['set'][string];
export type IncidentText = NonNullable<z.output<typeof incidents>>[number];
export type IncidentSettings = z.output<typeof incidentSettings>;
