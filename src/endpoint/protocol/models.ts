import type { Schema } from '@smithy/types';
import { type ValuesOf, valuesIn } from './enums.js';

/** The services of the endpoint. */
export type ServiceName = 'ecs' | 'autoscaling' | 'ec2' | 'application-autoscaling' | 'cloudwatch' | 'elasticloadbalancing';

/** How a service's calls are recognised and written. */
export interface ServiceModel {
  readonly name: ServiceName;
  /** Before the dot of the header X-Amz-Target. */
  readonly target: string | null;
  /** Of JSON: in the content type. */
  readonly jsonVersion: '1.0' | '1.1';
  /** The parameter Version of a call in the Query protocol. */
  readonly version: string;
  readonly xml: { readonly namespace: string; readonly isEc2: boolean } | null;
  readonly load: () => Promise<object>;
  /** Code of the error for an input that the model does not permit. */
  readonly invalid: string;
}

export interface OperationModel {
  readonly name: string;
  readonly input: Schema;
  readonly output: Schema;
  readonly valuesOf: ValuesOf;
}

/** The first entry of a schema in the SDK is its kind. */
const OPERATION = 9;
type OperationSchema = readonly [kind: number, namespace: string, name: string, traits: unknown, input: Schema, output: Schema];

const loaded = new Map<ServiceName, Map<string, OperationModel>>();

/** Returns the operations of a service by name. The model is loaded with its first call: that of EC2 takes half a second. */
export async function operationsOf({ name, load }: ServiceModel): Promise<ReadonlyMap<string, OperationModel>> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const module = await load();
  // The other services check the values that they use; EC2 has new types of instances sooner than this SDK.
  const valuesOf: ValuesOf = name === 'ecs' ? valuesIn(module) : () => undefined;
  const schemas = Object.values(module).filter((one): one is OperationSchema => Array.isArray(one) && one[0] === OPERATION);
  const operations = new Map(schemas.map(([, , operation, , input, output]) => [operation, { name: operation, input, output, valuesOf }]));
  loaded.set(name, operations);
  return operations;
}

/** The published models, as the SDK for JavaScript carries them. */
export const SERVICES: readonly ServiceModel[] = [
  {
    name: 'ecs',
    target: 'AmazonEC2ContainerServiceV20141113',
    jsonVersion: '1.1',
    version: '2014-11-13',
    xml: null,
    load: () => import('@aws-sdk/client-ecs'),
    invalid: 'InvalidParameterException',
  },
  {
    name: 'autoscaling',
    target: null,
    jsonVersion: '1.1',
    version: '2011-01-01',
    xml: { namespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/', isEc2: false },
    load: () => import('@aws-sdk/client-auto-scaling'),
    invalid: 'ValidationError',
  },
  {
    name: 'ec2',
    target: null,
    jsonVersion: '1.1',
    version: '2016-11-15',
    xml: { namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/', isEc2: true },
    load: () => import('@aws-sdk/client-ec2'),
    invalid: 'InvalidParameterValue',
  },
  {
    name: 'application-autoscaling',
    target: 'AnyScaleFrontendService',
    jsonVersion: '1.1',
    version: '2016-02-06',
    xml: null,
    load: () => import('@aws-sdk/client-application-auto-scaling'),
    invalid: 'ValidationException',
  },
  {
    name: 'cloudwatch',
    target: 'GraniteServiceVersion20100801',
    jsonVersion: '1.0',
    version: '2010-08-01',
    xml: { namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/', isEc2: false },
    load: () => import('@aws-sdk/client-cloudwatch'),
    invalid: 'InvalidParameterValue',
  },
  {
    name: 'elasticloadbalancing',
    target: null,
    jsonVersion: '1.1',
    version: '2015-12-01',
    xml: { namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/', isEc2: false },
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
    invalid: 'ValidationError',
  },
];
