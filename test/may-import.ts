/** Pure policies and data, below the simulation. */
const POLICIES = [
  'src/placement',
  'src/autoscaling',
  'src/services',
  'src/fargate',
  'src/market',
  'src/load',
  'src/metrics',
  'src/workload',
  'src/catalog',
  'src/billing',
  'src/observed',
];
const RECORD = [
  'src/record',
  'src/sim/facts.ts',
  'src/sim/setup.ts',
  'src/sim/task-constraints.ts',
  'src/sim/volumes.ts',
  'src/sim/fault.ts',
  'src/sim/cluster/external.ts',
  'src/sim/never-fits.ts',
  'src/placement/fit.ts',
  'src/placement/explain.ts',
  'src/autoscaling/reasons.ts',
  'src/autoscaling/group/purchase.ts',
  'src/autoscaling/policies',
  'src/fargate/messages.ts',
  'src/sim/providers',
  'src/services/scaling',
  'src/services/deployments/percents.ts',
  'src/services/service-states.ts',
  'src/metrics/names.ts',
  'src/metrics/formulas.ts',
  'src/metrics/alarm.ts',
  'src/load/curve.ts',
  'src/load/usage.ts',
  'src/load/resource-use.ts',
  'src/billing',
];
const RUN = ['src/sim', 'src/scenario', 'src/record', 'src/report', 'src/statistics', 'src/placement', 'src/workload', 'node:', 'zod'];
/** The studies, with what each uses beside the common parts: other studies and packages. */
const STUDIES: [study: string, others?: string[]][] = [
  ['run'],
  ['compare', ['src/import', 'src/studies/import']],
  ['sweep', ['src/studies/compare', 'src/studies/pack']],
  ['optimise', ['src/studies/sweep', 'src/studies/compare', 'src/studies/bound']],
  ['advise', ['src/studies/sweep', 'src/studies/compare']],
  ['backtest'],
  ['bound', ['src/studies/pack', 'highs']],
  ['pack', ['src/studies/bound', 'jstat']],
  ['explain', ['csv-parse']],
  ['export', ['src/answers']],
  ['serve', ['src/endpoint']],
  ['place', ['src/studies/explain']],
  ['catalog', ['src/studies/validate/task-definition-file.ts']],
  ['validate', ['src/studies/catalog', 'src/studies/sweep', 'src/studies/optimise']],
  ['import', ['src/import']],
  ['init', ['src/import', 'src/studies/import', 'src/studies/validate']],
  ['studio', ['src/studies/import/whole-files.ts']],
];

/** The architecture, as data: what each folder may import. First match wins; a folder may always import itself. */
export const MAY_IMPORT: [folder: string, allowed: string[]][] = [
  ['src/kernel', ['seedrandom']],
  ['src/placement/query', ['re2js']],
  ['src/placement', []],
  ['src/autoscaling/policies', ['src/autoscaling/adjustment.ts', 'src/metrics']],
  ['src/autoscaling', []],
  ['src/metrics/math', ['jsep']],
  ['src/metrics', []],
  // A policy of a service changes capacity by the same arithmetic and the same alarms as one of a group.
  ['src/services/scaling', ['src/metrics', 'src/autoscaling/adjustment.ts', 'src/autoscaling/policies', 'croner']],
  // Rates are token buckets, which are time and not clusters.
  ['src/services', []],
  ['src/fargate', []],
  ['src/billing', []],
  // The Spot market is chance from outside, as arrivals are: streams, and traces that are read row by row.
  ['src/market', ['csv-parse', 'fastpriorityqueue']],
  ['src/catalog', []],
  // What CloudWatch recorded is read as other files are, and becomes a load.
  ['src/observed', ['src/load', 'src/workload/formats', 'csv-parse']],
  // Scheduled tasks come by the expressions that scheduled actions have.
  ['src/workload', ['src/services/scaling/schedule.ts', 'csv-parse', 'hyparquet']],
  [
    'src/sim',
    [
      'src/placement',
      'src/autoscaling',
      'src/services',
      'src/fargate',
      'src/market',
      'src/load',
      'src/metrics',
      'src/workload',
      'src/catalog',
      'src/billing',
      'fastpriorityqueue',
    ],
  ],
  // Load over time is read from files as arrivals are.
  ['src/load', ['src/workload/formats']],
  [
    'src/scenario',
    [
      'src/sim',
      'src/placement',
      'src/autoscaling',
      'src/services',
      'src/fargate',
      'src/market',
      'src/load',
      'src/observed',
      'src/metrics',
      'src/workload',
      'src/catalog',
      'src/billing',
      // Expectations name figures of the record.
      'src/record/expect',
      'zod',
      'yaml',
    ],
  ],
  ['src/report/png', ['src/report', 'src/record', 'src/sim/facts.ts', 'src/sim/setup.ts', 'node:', 'chart.js', '@napi-rs/canvas']],
  // ECS's own events and messages follow the rules of its services, and come at turns of its scheduler.
  [
    'src/record/ecs-events',
    [
      ...RECORD,
      'src/sim/present.ts',
      'src/sim/ec2-id.ts',
      'src/sim/cluster/services/service-turns.ts',
      ...['src/placement', 'src/services', 'src/fargate', 'src/catalog'],
    ],
  ],
  // Facts become figures, series and tables. The record imports facts and the setup, never the cluster.
  // The fleet map is packed for the page's script that unpacks it.
  // What the model leaves out is known of instance types as well.
  ['src/record/left-out', [...RECORD, 'src/catalog/burstable.ts']],
  ['src/record', [...RECORD, 'src/report/client/rows.ts']],
  // How a record is drawn: text, CSV, charts and pages.
  ['src/report', [...RECORD, 'hyparquet-writer', 'chart.js']],
  // Files of AWS become a scenario: its schema says what is meant, the catalogue what types are.
  [
    'src/import',
    [
      'src/scenario',
      'src/catalog',
      'src/sim/providers',
      'src/metrics/names.ts',
      'src/metrics/math-metric.ts',
      'src/observed',
      'src/load/formats/clock.ts',
      'src/load/resource-use.ts',
      'src/services/scaling/schedule.ts',
      'zod',
      'yaml',
    ],
  ],
  // Statistics import numbers and paths, never runs.
  ['src/statistics', ['src/scenario/text', 'jstat']],
  // The queue takes runs to other machines; its command serves them.
  ['src/run/queue', ['src/run', 'src/cli', 'node:', 'bullmq', 'ioredis', 'zod', 'yargs']],
  // Files, processes and the clock are here, in studies and in cli, nowhere else.
  ['src/run', [...RUN, 'csv-parse', 'yaml', 'jiti', 'tinypool', 'src/studies/pack/job.ts', 'src/studies/pack/sweep-job.ts']],
  // The APIs of AWS in front of a simulated cluster: their models are those of the SDK.
  ['src/answers', ['src/sim', 'src/scenario', 'src/record', 'src/services', 'src/autoscaling', 'src/metrics']],
  [
    'src/endpoint',
    [
      'src/answers',
      'src/autoscaling/group/processes.ts',
      'src/autoscaling/policies',
      'src/autoscaling/group/lifecycle.ts',
      'src/catalog',
      'src/import',
      'src/run',
      'src/sim',
      'src/scenario',
      'src/record',
      'src/report',
      'src/services',
      'src/metrics',
      'src/placement/query',
      'node:',
      'zod',
      '@aws-sdk',
      '@smithy',
    ],
  ],
  ...STUDIES.map(([study, others]): [string, string[]] => [
    `src/studies/${study}`,
    [...RUN, 'src/run', 'src/cli', 'yargs', ...POLICIES, ...(others ?? [])],
  ]),
  // The page in the browser, and the engine in its worker: nothing of Node, and no second model or wording.
  [
    'src/studio',
    [
      'src/engine.ts',
      'src/scenario',
      'src/import',
      'src/record',
      'src/report',
      'src/statistics',
      ...['src/run/drive.ts', 'src/run/recorder.ts', 'src/run/seeds.ts', 'src/run/load-period.ts', 'src/run/warm-up.ts'],
      'src/studies/explain/inquiries',
      'src/studies/explain/sentences',
      ...['src/sim', 'src/placement', 'src/autoscaling', 'src/catalog', 'src/workload'],
      ...[
        'scenarios',
        'preact',
        '@preact/signals',
        '@codemirror',
        '@lezer',
        'chart.js',
        'yaml',
        'minisearch',
        'vite',
        'csv-parse',
        'sucrase',
      ],
    ],
  ],
  // The one folder that calls others over the network: `drydock snapshot` alone loads it.
  ['src/snapshot', ['src/run', 'src/cli', 'src/scenario/units.ts', 'src/scenario/region.ts', 'node:', '@aws-sdk', 'yargs']],
  ['src/cli', ['src/', 'node:', 'yargs']],
];
