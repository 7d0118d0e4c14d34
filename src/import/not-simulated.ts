import { listText } from '../kernel/quantity-text.js';
import type { Findings, Place } from './findings.js';
import { plural } from './plain-data.js';

/** Types of resources that matter to a cluster and that a scenario cannot express, as CloudFormation and Terraform call them. */

const TASK_SETS = 'write taskSets in the service';
const CODE_DEPLOY = 'write codeDeploy in the service';
const SPOT_FLEET = 'instances come from Auto Scaling groups here';
const INSTANCE = 'write it under cluster.containerInstances if it registers with the cluster';
const BATCH = 'AWS Batch is not simulated';

const LEFT_OUT: Readonly<Record<string, string>> = {
  'AWS::ECS::TaskSet': TASK_SETS,
  'AWS::ECS::PrimaryTaskSet': TASK_SETS,
  aws_ecs_task_set: TASK_SETS,
  'AWS::CodeDeploy::DeploymentGroup': CODE_DEPLOY,
  aws_codedeploy_deployment_group: CODE_DEPLOY,
  'AWS::EC2::SpotFleet': SPOT_FLEET,
  aws_spot_fleet_request: SPOT_FLEET,
  'AWS::EC2::Instance': INSTANCE,
  aws_instance: INSTANCE,
  'AWS::Batch::ComputeEnvironment': BATCH,
  aws_batch_compute_environment: BATCH,
};

const EXPRESS = 'is a service of Amazon ECS Express Mode, which is not simulated: write it as a service of the scenario';
const DAEMON = 'is a managed daemon of ECS Managed Instances, which are not simulated';

/** These run tasks in the cluster, so that a scenario without them is of another cluster. */
const LOST: Readonly<Record<string, string>> = {
  'AWS::ECS::ExpressGatewayService': EXPRESS,
  aws_ecs_express_gateway_service: EXPRESS,
  'AWS::ECS::Daemon': DAEMON,
  aws_ecs_daemon: DAEMON,
};

interface Typed {
  readonly type: string;
  readonly name: string;
  readonly place: Place;
}

/** Reports a resource that a scenario cannot express; false for one of another type. */
export function reportNotSimulated({ type, name, place }: Typed, findings: Findings): boolean {
  if (Object.hasOwn(LEFT_OUT, type)) findings.leftOut(place, `${type}: ${LEFT_OUT[type]}`);
  else if (Object.hasOwn(LOST, type)) findings.lost(place, `${name} ${LOST[type]}`);
  else return false;
  return true;
}

const TYPES_SHOWN = 30;
/** The bill of a cluster in private subnets has them. */
const BILLED = ['AWS::EC2::NatGateway', 'aws_nat_gateway', 'AWS::EC2::VPCEndpoint', 'aws_vpc_endpoint'];

/** Reports the resources of all other types, with their number by type. */
export function reportOthers(others: ReadonlyMap<string, number>, place: Place, findings: Findings): void {
  if (others.size === 0) return;
  const count = [...others.values()].reduce((sum, n) => sum + n, 0);
  const names = [...others.keys()].sort();
  const shown = `${names.slice(0, TYPES_SHOWN).join(', ')}${names.length > TYPES_SHOWN ? ', ...' : ''}`;
  const billed = names.filter((name) => BILLED.includes(name));
  const cost = billed.length === 0 ? '' : `; what AWS bills for ${listText(billed)} is in no figure`;
  findings.leftOut(place, `${plural(count, 'resource')} of types that have no part in a scenario: ${shown}${cost}`);
}
