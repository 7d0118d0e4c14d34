import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeLaunchConfigurationsCommand,
  DescribeLifecycleHooksCommand,
  DescribePoliciesCommand,
  DescribeScheduledActionsCommand as DescribeScheduledActionsOfGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeCapacityReservationsCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  GetTaskProtectionCommand,
  ListAccountSettingsCommand,
  ListContainerInstancesCommand,
  ListServicesCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CALLS, type CallName } from './calls.js';

const COMMANDS = {
  'list-account-settings': ListAccountSettingsCommand,
  'describe-clusters': DescribeClustersCommand,
  'describe-capacity-providers': DescribeCapacityProvidersCommand,
  'list-services': ListServicesCommand,
  'describe-services': DescribeServicesCommand,
  'list-container-instances': ListContainerInstancesCommand,
  'describe-container-instances': DescribeContainerInstancesCommand,
  'list-tasks': ListTasksCommand,
  'describe-tasks': DescribeTasksCommand,
  'get-task-protection': GetTaskProtectionCommand,
  'describe-task-definition': DescribeTaskDefinitionCommand,
  'describe-auto-scaling-instances': DescribeAutoScalingInstancesCommand,
  'describe-auto-scaling-groups': DescribeAutoScalingGroupsCommand,
  'describe-lifecycle-hooks': DescribeLifecycleHooksCommand,
  'describe-policies': DescribePoliciesCommand,
  'describe-scheduled-actions-of-group': DescribeScheduledActionsOfGroupCommand,
  'describe-launch-configurations': DescribeLaunchConfigurationsCommand,
  'describe-launch-template-versions': DescribeLaunchTemplateVersionsCommand,
  'describe-instances': DescribeInstancesCommand,
  'describe-instance-types': DescribeInstanceTypesCommand,
  'describe-subnets': DescribeSubnetsCommand,
  'describe-capacity-reservations': DescribeCapacityReservationsCommand,
  'describe-target-groups': DescribeTargetGroupsCommand,
  'describe-target-group-attributes': DescribeTargetGroupAttributesCommand,
  'describe-scalable-targets': DescribeScalableTargetsCommand,
  'describe-scaling-policies': DescribeScalingPoliciesCommand,
  'describe-scheduled-actions': DescribeScheduledActionsCommand,
  'describe-alarms': DescribeAlarmsCommand,
  'get-metric-data': GetMetricDataCommand,
} satisfies Record<CallName, unknown>;

type Command = (typeof COMMANDS)[CallName];
export type InputOf<C extends CallName> = ConstructorParameters<(typeof COMMANDS)[C]>[0];

export interface AwsOptions {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly profile?: string | undefined;
}

/** An answer in the form in which the AWS CLI prints it. */
export type Answer = Record<string, unknown>;

const ATTEMPTS = 8;
const CONNECTING_MS = 5000;
const ANSWERING_MS = 60_000;

/** Calls AWS one call at a time, more slowly when AWS throttles, and retries where that can help. */
export class Aws {
  private readonly clients;

  constructor({ region, endpoint, profile }: AwsOptions) {
    const config = {
      region,
      maxAttempts: ATTEMPTS,
      retryMode: 'adaptive',
      requestHandler: { connectionTimeout: CONNECTING_MS, requestTimeout: ANSWERING_MS },
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(profile === undefined ? {} : { profile }),
    };
    this.clients = {
      ecs: new ECSClient(config),
      autoscaling: new AutoScalingClient(config),
      applicationAutoscaling: new ApplicationAutoScalingClient(config),
      ec2: new EC2Client(config),
      elb: new ElasticLoadBalancingV2Client(config),
      cloudwatch: new CloudWatchClient(config),
    };
  }

  /** Returns all pages of an answer merged, without the pagination tokens. */
  async ask<C extends CallName>(call: C, input: InputOf<C>, signal: AbortSignal): Promise<Answer> {
    const client = this.clients[CALLS[call].client] as unknown as {
      send(command: unknown, options: { abortSignal: AbortSignal }): Promise<object>;
    };
    const Made = COMMANDS[call] as unknown as new (input: object) => Command;
    let merged: Answer = {};
    for (let token: string | undefined, key = ''; ; ) {
      const page = plain(
        await client.send(new Made({ ...input, ...(token === undefined ? {} : { [key]: token }) }), { abortSignal: signal }),
      );
      key = Object.keys(page).find((name) => /^nextToken$/i.test(name)) ?? key;
      const next = page[key] as string | undefined;
      delete page[key];
      merged = together(merged, page);
      if (!next) return merged;
      if (next === token) throw new Error(`${call} returns the same pagination token again`);
      token = next;
    }
  }

  close(): void {
    for (const client of Object.values(this.clients)) client.destroy();
  }
}

function plain(output: object): Answer {
  const { $metadata: _, ...answer } = output as Answer;
  return JSON.parse(JSON.stringify(answer)) as Answer;
}

/** Concatenates the lists of two pages. The data points of one metric may be spread over several pages. */
function together(before: Answer, page: Answer): Answer {
  const merged = { ...before };
  for (const [key, value] of Object.entries(page)) {
    const known = merged[key];
    const lists = Array.isArray(known) && Array.isArray(value);
    merged[key] = lists ? (key === 'MetricDataResults' ? metricsTogether(known, value) : [...known, ...value]) : value;
  }
  return merged;
}

interface MetricResult {
  readonly Id: string;
  readonly Timestamps?: readonly unknown[];
  readonly Values?: readonly unknown[];
}

function metricsTogether(before: MetricResult[], page: MetricResult[]): MetricResult[] {
  const byId = new Map(before.map((result) => [result.Id, result]));
  for (const result of page) {
    const { Timestamps = [], Values = [] } = byId.get(result.Id) ?? {};
    byId.set(result.Id, {
      ...result,
      Timestamps: [...Timestamps, ...(result.Timestamps ?? [])],
      Values: [...Values, ...(result.Values ?? [])],
    });
  }
  return [...byId.values()];
}
