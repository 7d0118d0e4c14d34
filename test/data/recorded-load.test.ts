import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importScenario } from '../../src/import/import.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { answers, filesOf } from '../import/answers.js';

/** What the AWS CLI shows of metrics and Cloud Custodian recorded, beside the answers of a cluster. */

const OUTPUTS = join(process.env.DRYDOCK_DATA!, 'ecs-inputs/api-outputs');
const METRICS = [
  'aws-cli-docs/cloudwatch/get-metric-data-1-output.json',
  'aws-cli-docs/cloudwatch/get-metric-data-2-output.json',
  'aws-cli-docs/cloudwatch/get-metric-statistics-1-output.json',
  'custodian-recorded/test_ecs_service_metrics/monitoring.GetMetricStatistics_1.json',
  'custodian-recorded/bedrock_inference_profile_token_metrics/monitoring.GetMetricData_2.json',
];

describe('recorded metrics of others beside a cluster', () => {
  it('are no load of its services without a link to them, and a finding reports each', () => {
    const metrics = METRICS.map((name) => ({ file: basename(name), text: readFileSync(join(OUTPUTS, name), 'utf8') }));
    const { scenario, mistakes, findings } = importScenario([...filesOf(answers()), ...metrics]);
    expect(mistakes).toEqual([]);
    expect(loadScenario(scenario!, { file: 's.yaml', read: () => undefined }).errors).toBeUndefined();
    const remarks = findings.filter(({ file }) => metrics.some((one) => one.file === file));
    expect(remarks.map(({ kind, file }) => `${kind} ${file}`).sort()).toEqual(metrics.map(({ file }) => `leftOut ${file}`).sort());
    expect(remarks.map(({ field, message }) => `${field}: ${message}`).join('\n')).toContain(
      'Datapoints.Average: MemoryUtilization, Average: nothing says of what it is',
    );
  });
});
