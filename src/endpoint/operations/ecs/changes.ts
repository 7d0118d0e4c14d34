import type { UpdateServiceRequest } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../../aws-error.js';

/** A service as DescribeServices returns it. */
type Described = Readonly<Record<string, unknown>>;

/** Members that a service keeps in a simulation. */
const FIXED = ['deploymentController', 'loadBalancers', 'monitoring'] as const;
/** Members whose change begins a deployment, by the reference of UpdateService; those in FIXED do so in AWS. */
const DEPLOYED = [
  ...(['capacityProviderStrategy', 'networkConfiguration', 'platformVersion'] as const),
  ...(['serviceConnectConfiguration', 'serviceRegistries', 'vpcLatticeConfigurations'] as const),
];
/** The value of a service that was created without the member. */
const DEFAULTS: Readonly<Record<string, unknown>> = { platformVersion: 'LATEST', deploymentController: { type: 'ECS' } };

/** Throws AWS's error for a change that a simulation does not have. A script may write all members, also those that stay as they are. */
export function needsSame(own: Described, input: UpdateServiceRequest): void {
  const other = FIXED.find((key) => isOther(key, own, input));
  if (other !== undefined) throw invalidParameter(`Drydock cannot change ${other} of a service: create another service with it.`);
}

/** Returns whether the input changes the service such that ECS deploys it anew. */
export function isDeployed(own: Described, input: UpdateServiceRequest): boolean {
  return DEPLOYED.some((key) => isOther(key, own, input));
}

function isOther(key: keyof UpdateServiceRequest, own: Described, input: UpdateServiceRequest): boolean {
  return input[key] !== undefined && !isWithin(input[key], memberOf(own, key));
}

/** Service Connect is a part of the deployment. */
function memberOf(own: Described, key: string): unknown {
  const [primary] = (own.deployments ?? []) as readonly Described[];
  return (key === 'serviceConnectConfiguration' ? primary?.[key] : own[key]) ?? DEFAULTS[key];
}

/** Returns whether each given part has the same value in `own`. */
function isWithin(given: unknown, own: unknown): boolean {
  if (typeof given !== 'object' || given === null) return given === own;
  if (typeof own !== 'object' || own === null) return Object.keys(given).length === 0;
  if (Array.isArray(given) && given.length !== (own as unknown[]).length) return false;
  return Object.entries(given).every(([key, value]) => isWithin(value, (own as Record<string, unknown>)[key]));
}
