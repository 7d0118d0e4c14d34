import type {
  CreateLaunchTemplateRequest,
  CreateLaunchTemplateVersionRequest,
  DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplateVersionsRequest,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { describeLaunchTemplates } from '../../../answers/groups.js';
import { findInstanceType } from '../../../catalog/instance-types.js';
import { AwsError } from '../../aws-error.js';
import { type Context, type Operations, reads, writes } from '../operation.js';

/** What a group launches, as a call names it. */
interface Specification {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
  readonly Version?: string | undefined;
}

interface Version {
  readonly LaunchTemplateId: string;
  readonly LaunchTemplateName: string;
  readonly VersionNumber: number;
  readonly DefaultVersion: boolean;
  readonly LaunchTemplateData: { readonly InstanceType?: string; readonly UserData?: string };
}

/** Members of a launch template that have an effect: others are logged once. */
const HEEDED = ['InstanceType', 'UserData'];

/** The versions of launch templates: those of the groups of the scenario, and those of calls. */
function versions({ cluster }: Context): Version[] {
  const { LaunchTemplateVersions: own } = describeLaunchTemplates(cluster.moment) as { LaunchTemplateVersions: Version[] };
  const { launchTemplates } = cluster.apiState;
  const made = [...launchTemplates].flatMap(([name, { id, versions: all }]) =>
    all.map((data, i) => ({
      LaunchTemplateId: id,
      LaunchTemplateName: name,
      VersionNumber: i + 1,
      DefaultVersion: i === 0,
      LaunchTemplateData: data,
    })),
  );
  return [...own.filter(({ LaunchTemplateName }) => !launchTemplates.has(LaunchTemplateName)), ...made];
}

function versionsOf(context: Context, { LaunchTemplateId: id, LaunchTemplateName: name }: Specification): Version[] {
  const found = versions(context).filter(
    (one) => (id === undefined || one.LaunchTemplateId === id) && (name === undefined || one.LaunchTemplateName === name),
  );
  if (found.length > 0) return found;
  throw id === undefined
    ? new AwsError(
        'InvalidLaunchTemplateName.NotFoundException',
        `The specified launch template, with template name ${name}, does not exist.`,
      )
    : new AwsError('InvalidLaunchTemplateId.NotFound', `The specified launch template, with template ID ${id}, does not exist.`);
}

function meant(context: Context, specification: Specification): Version {
  const all = versionsOf(context, specification);
  const { Version: version = '$Default' } = specification;
  const found =
    version === '$Latest'
      ? all.at(-1)
      : all.find(({ VersionNumber, DefaultVersion }) => (version === '$Default' ? DefaultVersion : String(VersionNumber) === version));
  if (found === undefined)
    throw new AwsError('ValidationError', `You must use a valid launch template version: there is no version ${version}.`);
  return found;
}

/** The instance types of a launch template, for a group. */
export function templateTypes(context: Context, specification: Specification): string[] {
  const { InstanceType: type } = meant(context, specification).LaunchTemplateData;
  if (type === undefined) throw new AwsError('ValidationError', 'The launch template has no instance type, and there are no overrides.');
  return [type];
}

/** A launch template as a scenario's group names it. */
export function versionOf(context: Context, specification: Specification): object {
  const { LaunchTemplateId: launchTemplateId, LaunchTemplateName: launchTemplateName } = meant(context, specification);
  return { launchTemplateId, launchTemplateName, version: specification.Version ?? '$Default' };
}

/** Whether agents wait with their registration until they have left the warm pool, by the user data of the template. */
export function checksWarmPools({ cluster }: Context, name: string): boolean {
  const data = cluster.apiState.launchTemplates.get(name)?.versions.at(-1)?.UserData ?? '';
  return /ECS_WARM_POOLS_CHECK=["']?true/.test(Buffer.from(data, 'base64').toString('utf8'));
}

function dataOf({ tell }: Context, data: RequestLaunchTemplateData = {}) {
  const { InstanceType: type, UserData } = data;
  for (const key of Object.keys(data))
    if (!HEEDED.includes(key)) tell(`ec2 CreateLaunchTemplate: LaunchTemplateData.${key} has no effect here`);
  if (type !== undefined && findInstanceType(type) === undefined)
    throw new AwsError('InvalidParameterValue', `The instance type '${type}' is not in the catalogue of Drydock`);
  return { ...(type === undefined ? {} : { InstanceType: type }), ...(UserData === undefined ? {} : { UserData }) };
}

export const TEMPLATES: Operations = {
  CreateLaunchTemplate: writes<CreateLaunchTemplateRequest>(
    ['LaunchTemplateName', 'LaunchTemplateData'],
    ({ LaunchTemplateName: name = '', LaunchTemplateData: data }, context) => {
      if (versions(context).some(({ LaunchTemplateName }) => LaunchTemplateName === name))
        throw new AwsError('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
      const { launchTemplates } = context.cluster.apiState;
      launchTemplates.set(name, { id: `lt-${String(launchTemplates.size + 1).padStart(17, '0')}`, versions: [dataOf(context, data)] });
      return { LaunchTemplate: shown(context, name) };
    },
  ),
  CreateLaunchTemplateVersion: writes<CreateLaunchTemplateVersionRequest>(
    ['LaunchTemplateId', 'LaunchTemplateName', 'LaunchTemplateData', 'SourceVersion'],
    ({ LaunchTemplateId, LaunchTemplateName, LaunchTemplateData: data, SourceVersion: source }, context) => {
      const which = { LaunchTemplateId, LaunchTemplateName };
      const { LaunchTemplateName: name } = versionsOf(context, which)[0]!;
      const own = context.cluster.apiState.launchTemplates.get(name);
      if (own === undefined)
        throw new AwsError(
          'InvalidParameterValue',
          'Drydock gives no version to the launch template of a group of the scenario: refresh it to other types',
        );
      const before = source === undefined ? {} : meant(context, { ...which, Version: source }).LaunchTemplateData;
      own.versions.push({ ...before, ...dataOf(context, data) });
      return { LaunchTemplateVersion: versionsOf(context, which).at(-1) };
    },
  ),
  DescribeLaunchTemplates: reads<DescribeLaunchTemplatesRequest>(
    ['LaunchTemplateIds', 'LaunchTemplateNames'],
    ({ LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [] }, context) => {
      const asked = [
        ...ids.map((LaunchTemplateId) => ({ LaunchTemplateId })),
        ...names.map((LaunchTemplateName) => ({ LaunchTemplateName })),
      ];
      const found = asked.length === 0 ? versions(context) : asked.flatMap((one) => versionsOf(context, one));
      return { LaunchTemplates: [...new Set(found.map(({ LaunchTemplateName: name }) => name))].map((name) => shown(context, name)) };
    },
  ),
  DescribeLaunchTemplateVersions: reads<DescribeLaunchTemplateVersionsRequest>(
    ['LaunchTemplateId', 'LaunchTemplateName', 'Versions'],
    ({ Versions: asked = [], ...which }, context) => {
      const all = versionsOf(context, which);
      return {
        LaunchTemplateVersions: asked.length === 0 ? all : asked.map((Version) => meant(context, { ...which, Version })),
      };
    },
  ),
};

function shown(context: Context, LaunchTemplateName: string): object {
  const all = versionsOf(context, { LaunchTemplateName });
  return {
    LaunchTemplateId: all[0]!.LaunchTemplateId,
    LaunchTemplateName,
    DefaultVersionNumber: 1,
    LatestVersionNumber: all.at(-1)!.VersionNumber,
  };
}
