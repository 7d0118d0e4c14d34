import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readObserved } from '../../src/observed/read.js';
import { isWanted, seriesText } from '../../src/observed/series.js';

const OUTPUTS = join(process.env.DRYDOCK_DATA!, 'ecs-inputs/api-outputs');
const files = (readdirSync(OUTPUTS, { recursive: true }) as string[])
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => ({ name, text: readFileSync(join(OUTPUTS, name), 'utf8') }));

describe('answers of the AWS CLI and records of Cloud Custodian', () => {
  it('is read, each file for itself, and files of other calls are left alone', () => {
    const read = files.map((file) => ({ ...readObserved([file]), ...file }));
    expect(read.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    const having = read.filter(({ series }) => series.length > 0);
    expect(having.map(({ name }) => name.replace(/^.*\/(?=.*\/)/, '')).sort()).toEqual([
      'bedrock_inference_profile_token_metrics/monitoring.GetMetricData_2.json',
      'bedrock_inference_profile_token_metrics/monitoring.GetMetricStatistics_1.json',
      'bedrock_inference_profile_token_metrics/monitoring.GetMetricStatistics_2.json',
      'cloudwatch/get-metric-data-1-output.json',
      'cloudwatch/get-metric-data-2-output.json',
      'cloudwatch/get-metric-statistics-1-output.json',
      'test_aws_lambda_set_concurrency_expr/monitoring.GetMetricStatistics_1.json',
      'test_distribution_metric_filter/monitoring.GetMetricStatistics_1.json',
      'test_ecr_metrics_filter/monitoring.GetMetricStatistics_1.json',
      'test_ecs_service_metrics/monitoring.GetMetricStatistics_1.json',
      'test_lambda_policy_metrics/monitoring.GetMetricStatistics_2.json',
      'test_lambda_policy_metrics/monitoring.GetMetricStatistics_5.json',
    ]);
  });

  it('of an ECS service is its memory', () => {
    const { series } = readObserved(files.filter(({ name }) => name.includes('test_ecs_service_metrics/monitoring')));
    expect(series.map(seriesText)).toEqual(['MemoryUtilization, Average']);
    expect(isWanted(series[0]!, { metric: 'MemoryUtilization', statistic: 'Average', dimensions: { ServiceName: 'any' } })).toBe(true);
    expect(series[0]!.values).toEqual([0.6347449581732727]);
  });
});
