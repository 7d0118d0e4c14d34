import { z } from 'zod';
import { REGIONS } from '../catalog/regions.js';
import { billing, prices } from './billing/schema.js';
import { cluster } from './cluster/schema.js';
import { condition } from './expectations/schema.js';
import { fargate, images } from './fargate/schema.js';
import { faults } from './faults/schema.js';
import { choice, instant, list, period, shape, whole } from './fields.js';
import { groupScaling } from './groups/policies-schema.js';
import { imageCache } from './images/schema.js';
import { incidentSettings, incidents } from './incidents/schema.js';
import { onDemand, spot } from './market/schema.js';
import { noEdition } from './plausible/dated.js';
import { present } from './present/schema.js';
import { whyNoRegion } from './region.js';
import { customMetrics } from './scaling/custom-schema.js';
import { serviceScaling } from './scaling/schema.js';
import { alarms, serviceScheduler } from './services/scheduler-schema.js';
import { targetGroups } from './services/target-groups-schema.js';
import { quotas } from './settings/quotas-schema.js';
import { registration } from './settings/registration-schema.js';
import { groups, instanceType, metrics, placement, scaler, timings, waiting } from './settings/schema.js';
import { show } from './text/suggest.js';
import { breaks, NAME, variants } from './variants/schema.js';
import { service, workload } from './work/schema.js';

const name = z
  .string()
  .regex(NAME, {
    error: (issue) => `${JSON.stringify(issue.input)} is not a name: letters, digits, dots, _ and -, because it names the output directory`,
  })
  .describe('Names the run and its output directory: up to 100 letters, digits, dots, _ and -.');

const edition = z
  .enum(['current', 'guide-2024'], {
    error: ({ input }) => noEdition(input),
  })
  .describe(
    'ECS as it is, or as its Developer Guide of early 2024 has it. A day or month such as 2020-12-17 takes the edition of that day, and the settings of that day that the scenario leaves out (docs/reference/editions.md).',
  );

/** A scenario as a user writes it. Its output is the same scenario with the defaults written out. */
export const scenarioSchema = shape(
  'A scenario of Drydock: an ECS cluster, its services and workloads, and the simulated duration.',
  () => ({
    $schema: z.string().describe('For editors.').optional(),
    name,
    description: z.string().max(10_000).describe('Description of the scenario, for people.').optional(),
    seed: whole(0, 4_294_967_295, 'Same scenario and seed, same result; --seed replaces it.').default(1),
    duration: period('How long is simulated.'),
    startsAt: instant(
      'Time 0 on the calendar, with which registeredAt of the query language is compared. The default is a Monday. Without an offset it is UTC. Arrival patterns take time 0 as midnight, whatever this is.',
    ).default('2026-01-05T00:00:00Z'),
    region: z
      .enum(REGIONS, { error: (issue) => `${show(issue.input)} ${whyNoRegion(String(issue.input))}` })
      .describe('Decides prices and the names of zones.')
      .default('us-east-1'),
    awsBehaviour: edition.default('current'),
    cluster,
    taskDefinitions: list(
      z.record(z.string(), z.unknown(), {
        error: ({ input }) =>
          typeof input === 'string' ? `expected a task definition, not ${show(input)}; a file is { file: ${show(input)} }` : undefined,
      }),
      [1, 1_000],
      'As register-task-definition takes them or describe-task-definition returns them; or { file: path }, relative to the scenario.',
    ),
    services: list(service, [0, 100_000], 'At most 5,000, unless quotas say otherwise (T.QUOTA-1).').default([]),
    workloads: list(workload, [0, 1_000], 'Standalone tasks and batch jobs.').default([]),
    instanceTypes: list(instanceType, [0, 1_000], 'Types of your own, which take precedence over those of EC2.').default([]),
    prices: prices.prefault({}),
    billing: billing.prefault({}),
    timings: timings.prefault({}),
    images,
    imageCache: imageCache.optional(),
    imagePullBehavior: choice(['default', 'always', 'once', 'prefer-cached'], 'ECS_IMAGE_PULL_BEHAVIOR of the agent (T.IMG-1).').default(
      'default',
    ),
    taskMemorySum: choice(
      ['reservation', 'reserved'],
      "What may not exceed a task's memory: the containers' memoryReservation in sum, or that and the memory of those without one (N.MEMR-2).",
    ).default('reservation'),
    scaler: scaler.prefault({}),
    customMetrics: customMetrics.optional(),
    serviceScaling: serviceScaling.prefault({}),
    groupScaling: groupScaling.optional(),
    groups: groups.prefault({}),
    registration: registration.prefault({}),
    spot: spot.prefault({}),
    onDemand: onDemand.prefault({}),
    fargate: fargate.prefault({}),
    targetGroups,
    serviceScheduler: serviceScheduler.prefault({}),
    alarms: alarms.optional(),
    waiting: waiting.prefault({}),
    placement: placement.prefault({}),
    quotas: quotas.default('aws'),
    metrics: metrics.prefault({}),
    present: present.optional(),
    faults,
    incidents,
    incident: incidentSettings.optional(),
    expect: list(
      condition,
      [0, 100],
      'Conditions on the result of a run, such as "wait_p95_ms <= 60s": figures of summary.json compared with values.',
    ).optional(),
    breaks,
    variants,
  }),
);

export type Scenario = z.output<typeof scenarioSchema>;
export type ServiceText = Scenario['services'][number];
export type WorkloadText = Scenario['workloads'][number];
export type PresentText = NonNullable<Scenario['present']>;
export type LoadText = NonNullable<ServiceText['load']>;
/** The treatment of minutes without a recorded value. */
export type GapsText = Pick<NonNullable<NonNullable<ServiceText['desiredCountSchedule']>['recorded']>, 'gaps' | 'interpolateUpTo'>;
export type ScalingText = NonNullable<ServiceText['scaling']>;
export type ProviderText = Exclude<Scenario['cluster']['capacityProviders'][number], string>;
export type GroupText = ProviderText['autoScalingGroup'];
export type FaultText = Scenario['faults'][number];
export type StrategyText = NonNullable<ServiceText['capacityProviderStrategy']>;

/** The JSON Schema with which an editor completes a scenario and explains its keys. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(scenarioSchema, { io: 'input' }), title: 'Drydock scenario' };
}
