import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load } from '../scenarios.js';
import { lawful, T3 } from './incidents.js';

const FOLDER = join(import.meta.dirname, '../../../scenarios/incidents');
const FILES = readdirSync(FOLDER).sort();
const textOf = (id: string) => readFileSync(join(FOLDER, `${id}.yaml`), 'utf8');
const MINUTE = 60_000;

/** The faults of an incident on T3 over three days from the incident's own midnight, so that times of the run are UTC: type, begin and end, what else. */
function appliedSteps(id: string, entry = ''): string[] {
  const start = /^start: (\S+)T/m.exec(textOf(id))![1];
  const scenario = T3.replace('110m', '3d').replace('duration:', `startsAt: ${start}T00:00:00Z\nduration:`);
  const { incidents } = lawful(
    load(`${scenario}incidents: [{ name: ${id}, at: clock${entry} }]\n`, {
      read: (name) => (name === `incident:${id}` ? textOf(id) : undefined),
    }),
  );
  return incidents[0]!.steps.map(
    ({ id: step, type, fromMs, toMs }) => `${step} ${type} ${utc(fromMs)}${toMs === null ? '' : ` - ${utc(toMs)}`}`,
  );
}

function utc(ms: number): string {
  const [days, minutes] = [Math.floor(ms / (1440 * MINUTE)), Math.floor(ms / MINUTE) % 1440];
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return days === 0 ? clock : `+${days}d ${clock}`;
}

describe('an incident of the library on a cluster', () => {
  it.each(FILES.map((file) => file.replace('.yaml', '')))(
    '[I.INC-1] lays %s over a cluster without a mistake, at every end of its settings',
    (id) => {
      for (const variant of ['mild', 'stated', 'severe']) expect(appliedSteps(id, `, variant: ${variant}`).length).toBeGreaterThan(0);
    },
  );

  it('[I.INC-2] 20 October 2025', () => {
    expect(appliedSteps('aws-2025-10-20-us-east-1-dynamodb')).toEqual([
      'dynamodb dependencyDown 06:48 - 09:40',
      'launches-early launchFailure 06:48 - 09:25',
      'ecs-launches controlPlane 06:48 - 21:20',
      'ecs-scaling controlPlane 06:48 - 21:20',
      'sts dependencyDown 06:51 - 08:19',
      'launches-none launchFailure 09:25 - 12:28',
      'launches-few launchFailure 12:28 - 17:36',
      'throttled apiThrottling 12:28 - 18:23',
      'no-network noNetwork 12:28 - 17:36',
      'nlb-failover healthCheckFault 12:30 - 16:36',
      'sts-again dependencyDown 15:31 - 16:59',
      'nlb healthCheckFault 16:36 - 21:09',
      'no-network-tail noNetwork 17:36 - 20:50',
      'throttled-less apiThrottling 18:23 - 20:50',
    ]);
  });

  it('[I.INC-3] 25 November 2020', () => {
    expect(appliedSteps('aws-2020-11-25-us-east-1-kinesis')).toEqual([
      'metrics metricGap 13:15 - +1d 01:47',
      'ecs controlPlane 13:15 - +1d 00:15',
      'schedules scheduleDelay 13:15 - +1d 00:15',
      'cognito dependencyDown 13:15 - 22:18',
      'kinesis dependencyDown 13:15 - +1d 06:23',
      'metrics-late metricGap +1d 01:47 - +1d 06:31',
    ]);
  });

  it('[I.INC-4] 7 December 2021', () => {
    expect(appliedSteps('aws-2021-12-07-us-east-1-network')).toEqual([
      'ecs controlPlane 15:30 - 21:35',
      'metrics metricGap 15:30 - 22:22',
      'sts dependencyDown 15:30 - 22:22',
      'launches launchFailure 15:33 - 21:15',
      'launches-tail launchFailure 21:15 - 22:40',
      'fargate fargateLaunchFailure 21:35 - +1d 01:00',
    ]);
  });

  it('[I.INC-5] 22 December 2021', () => {
    expect(appliedSteps('aws-2021-12-22-us-east-1-power')).toEqual([
      'power zoneOutage 12:11 - 14:51',
      'rush launchFailure 12:11 - 13:11',
      'rush-boot slowBoot 12:11 - 13:11',
      'quay registryDown 13:19 - 14:51',
      'launches launchFailure 14:51 - 17:28',
      'no-network noNetwork 14:51 - 17:28',
    ]);
  });

  it('[I.INC-6] 23 August 2019', () => {
    expect(appliedSteps('aws-2019-08-23-ap-northeast-1-cooling')).toEqual([
      'servers terminate 03:36',
      'alb healthCheckFault 03:36 - 09:30',
      'launches launchFailure 04:21 - 05:51',
      'launches-elsewhere launchFailure 04:21 - 05:51',
    ]);
  });

  it('[I.INC-7, I.INC-8, I.INC-9] 5 June 2016, 28 February 2017, 30 July 2024', () => {
    expect(appliedSteps('aws-2016-06-05-ap-southeast-2-power').slice(0, 2)).toEqual([
      'power zoneOutage 05:25 - 06:46',
      'dns dnsDown 05:25 - 08:00',
    ]);
    expect(appliedSteps('aws-2017-02-28-us-east-1-s3')).toEqual([
      'registry registryDown 17:37 - 20:26',
      'launches launchFailure 17:37 - 21:54',
      's3 dependencyDown 17:37 - 21:18',
      'pulls pullFailure 20:26 - 21:18',
    ]);
    expect(appliedSteps('aws-2024-07-30-us-east-1-kinesis')).toEqual([
      'logs dependencyDown 21:45 - +1d 00:39',
      'ecs controlPlane 21:45 - +1d 02:21',
      'logs-tail dependencyDown +1d 00:39 - +1d 02:21',
    ]);
  });

  it('[I.INC-11, I.INC-14, I.INC-15] 24 August 2022, 7 May and 1 March 2026', () => {
    expect(appliedSteps('aws-2022-08-24-us-east-1-fargate')).toEqual([
      'begin fargateLaunchFailure 20:00 - 22:30',
      'large fargateLaunchFailure 22:30 - +1d 04:00',
      'small fargateLaunchFailure 22:30 - +1d 04:00',
    ]);
    expect(appliedSteps('aws-2026-05-07-us-east-1-thermal')).toEqual([
      'heat zoneOutage 23:20 - +1d 19:50',
      'rush launchFailure +1d 00:06 - +1d 01:06',
      'rush-boot slowBoot +1d 00:06 - +1d 01:06',
    ]);
    const fire = 'aws-2026-03-01-me-central-1-fire';
    expect(appliedSteps(fire)).toEqual([
      'power zoneOutage 12:30 - +3d 00:00',
      'network apiThrottling 12:30 - 22:28',
      'register controlPlane 12:30 - 22:28',
    ]);
    expect(appliedSteps(fire, ', variant: two-zones')).toContain('second-zone zoneOutage 15:45 - +3d 00:00');
  });

  it('[I.INC-10, I.INC-12, I.INC-13] 13 June 2023, 28 October 2025, 9 October 2020', () => {
    expect(appliedSteps('aws-2023-06-13-us-east-1-lambda')).toEqual([
      'lambda dependencyDown 18:49 - 20:45',
      'sts dependencyDown 18:49 - 21:10',
      'schedules scheduleDelay 18:49 - 22:37',
    ]);
    expect(appliedSteps('aws-2025-10-28-us-east-1-ecs')).toEqual([
      'starts controlPlane 16:00 - +1d 05:43',
      'late controlPlane 16:00 - +1d 05:43',
      'agents agentDisconnect 16:00 - +1d 05:43',
      'throttled apiThrottling 16:00 - +1d 05:43',
    ]);
    expect(appliedSteps('aws-2020-10-09-us-east-1-new-instances')).toEqual(['no-network noNetwork 08:20 - 14:00']);
    expect(appliedSteps('aws-2020-10-09-us-east-1-new-instances', ', variant: severe')).toEqual(['no-network noNetwork 08:20 - 20:00']);
  });

  it('[I.INC-16, I.INC-17, I.INC-18, I.INC-19] 22 November 2018, 28 July 2022, 24 December 2012, 20 September 2015', () => {
    expect(appliedSteps('aws-2018-11-22-ap-northeast-2-dns')).toEqual(['dns dnsDown 23:19 - +1d 00:43']);
    expect(appliedSteps('aws-2022-07-28-us-east-2-power')).toEqual([
      'power zoneOutage 17:00 - 17:20',
      'launches launchFailure 17:20 - 20:00',
    ]);
    expect(appliedSteps('aws-2012-12-24-us-east-1-elb')).toEqual(['stuck healthCheckFault 22:30 - +1d 18:30']);
    expect(appliedSteps('aws-2015-09-20-us-east-1-dynamodb')).toEqual([
      'dynamodb dependencyDown 09:19 - 14:10',
      'metrics metricGap 09:19 - 14:10',
      'launches launchFailure 09:19 - 14:10',
    ]);
  });
});
