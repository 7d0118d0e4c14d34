import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { EC2 } from '@aws-sdk/client-ec2';
import { ECS } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { actionName, CALLS, type CallName } from './calls.js';

interface Clients {
  readonly ecs: ECS;
  readonly autoscaling: AutoScaling;
  readonly applicationAutoscaling: ApplicationAutoScaling;
  readonly ec2: EC2;
  readonly elb: ElasticLoadBalancingV2;
  readonly cloudwatch: CloudWatch;
}

/** The type of `actionName`, as the client's method: `describe-policies-of-group` is `describePolicies`. */
type Camel<Name extends string> = Name extends `${infer First}-of-group`
  ? Camel<First>
  : Name extends `${infer First}-${infer Rest}`
    ? `${First}${Capitalize<Camel<Rest>>}`
    : Name;
type Service<C extends CallName> = Clients[(typeof CALLS)[C]['client']];
export type InputOf<C extends CallName> = Service<C>[Camel<C> & keyof Service<C>] extends (
  input: infer Input extends object,
  ...more: never[]
) => unknown
  ? Input
  : never;
type Method = (input: object, options: { abortSignal: AbortSignal }) => Promise<object>;

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
  private readonly clients: Clients;

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
      ecs: new ECS(config),
      autoscaling: new AutoScaling(config),
      applicationAutoscaling: new ApplicationAutoScaling(config),
      ec2: new EC2(config),
      elb: new ElasticLoadBalancingV2(config),
      cloudwatch: new CloudWatch(config),
    };
  }

  /** Returns all pages of an answer merged, without the pagination tokens. */
  async call<C extends CallName>(call: C, input: InputOf<C>, signal: AbortSignal): Promise<Answer> {
    const client = this.clients[CALLS[call].client] as unknown as Record<string, Method>;
    const method = actionName(call).replace(/^./, (first) => first.toLowerCase());
    let merged: Answer = {};
    for (let token: string | undefined, key = ''; ; ) {
      const paged = { ...input, ...(token === undefined ? {} : { [key]: token }) };
      const page = plain(await client[method]!(paged, { abortSignal: signal }));
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
    const before = merged[key];
    const lists = Array.isArray(before) && Array.isArray(value);
    merged[key] = lists ? (key === 'MetricDataResults' ? metricsTogether(before, value) : [...before, ...value]) : value;
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
