import type { EC2, RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { describeLaunchTemplates } from '../../../answers/groups.js';
import { findInstanceType } from '../../../catalog/instance-types.js';
import { AwsError, validationError } from '../../aws-error.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { type Filters, passes } from './filters.js';

/** The launch template of a group, as a call names it. */
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
  readonly LaunchTemplateData: { readonly InstanceType?: string | undefined; readonly UserData?: string | undefined };
}

const lists = listsOf('ec2', 200);
const FILTERS: Filters<Version> = { 'launch-template-name': ({ LaunchTemplateName }) => LaunchTemplateName };

/** Members of a launch template that have an effect: others are logged once. */
const USED = ['InstanceType', 'UserData'];

/** The versions of launch templates: those of the groups of the scenario, and those of calls. */
function versions({ cluster }: Context): Version[] {
  const { LaunchTemplateVersions: own } = describeLaunchTemplates(cluster.moment) as { LaunchTemplateVersions: Version[] };
  const { launchTemplates } = cluster.apiState;
  const made = [...launchTemplates].flatMap(([name, { id, versions: all, defaultAt = 0 }]) =>
    all.map(({ data, VersionDescription }, i) => ({
      LaunchTemplateId: id,
      LaunchTemplateName: name,
      VersionNumber: i + 1,
      DefaultVersion: i === defaultAt,
      ...versionDescription(VersionDescription),
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
  if (found === undefined) throw validationError(`You must use a valid launch template version: there is no version ${version}.`);
  return found;
}

/** A launch template that a call made: those of the scenario are parts of its groups. */
function ownTemplate(context: Context, which: Specification) {
  const { LaunchTemplateName: name } = versionsOf(context, which)[0]!;
  const template = context.cluster.apiState.launchTemplates.get(name);
  if (template === undefined)
    throw new AwsError(
      'InvalidParameterValue',
      'Drydock does not change the launch template of a group of the scenario: refresh the group to other types',
    );
  return { name, template };
}

/** The code of EC2 for a template that is not there is none of EC2 Auto Scaling. */
function meantByGroup(context: Context, specification: Specification): Version {
  try {
    return meant(context, specification);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === 'ValidationError') throw error;
    throw validationError(`You must use a valid fully-formed launch template. ${error.message}`);
  }
}

/** The instance types of a launch template, for a group. */
export function templateTypes(context: Context, specification: Specification): string[] {
  const { InstanceType: type } = meantByGroup(context, specification).LaunchTemplateData;
  if (type === undefined) throw validationError('The launch template has no instance type, and there are no overrides.');
  return [type];
}

/** Returns a launch template as a scenario's group names it. */
export function versionOf(context: Context, specification: Specification): object {
  const { LaunchTemplateId: launchTemplateId, LaunchTemplateName: launchTemplateName } = meant(context, specification);
  return { launchTemplateId, launchTemplateName, version: specification.Version ?? '$Default' };
}

/** Returns whether agents wait with their registration until they have left the warm pool, by the user data of the template. */
export function checksWarmPools({ cluster }: Context, name: string): boolean {
  const data = cluster.apiState.launchTemplates.get(name)?.versions.at(-1)?.data.UserData ?? '';
  return /ECS_WARM_POOLS_CHECK=["']?true/.test(Buffer.from(data, 'base64').toString('utf8'));
}

function dataOf({ report }: Context, data: RequestLaunchTemplateData = {}) {
  const { InstanceType: type } = data;
  for (const key of Object.keys(data))
    if (!USED.includes(key)) report(`ec2 CreateLaunchTemplate: LaunchTemplateData.${key} has no effect here`);
  if (type !== undefined && findInstanceType(type) === undefined)
    throw new AwsError('InvalidParameterValue', `The instance type '${type}' is not in the catalogue of Drydock`);
  return data;
}

function versionDescription(VersionDescription: string | undefined): { readonly VersionDescription?: string } {
  return VersionDescription === undefined ? {} : { VersionDescription };
}

export const TEMPLATES = {
  ModifyLaunchTemplate: writes(
    ['LaunchTemplateId', 'LaunchTemplateName', 'DefaultVersion', 'ClientToken', 'DryRun'],
    ({ LaunchTemplateId, LaunchTemplateName, DefaultVersion: Version }, context) => {
      const own = ownTemplate(context, { LaunchTemplateId, LaunchTemplateName });
      const { VersionNumber } = meant(context, { LaunchTemplateId, LaunchTemplateName, ...(Version === undefined ? {} : { Version }) });
      own.template.defaultAt = VersionNumber - 1;
      return { LaunchTemplate: templateAnswer(context, own.name) };
    },
  ),
  DeleteLaunchTemplate: writes(
    ['LaunchTemplateId', 'LaunchTemplateName', 'DryRun'],
    ({ LaunchTemplateId, LaunchTemplateName }, context) => {
      const { name } = ownTemplate(context, { LaunchTemplateId, LaunchTemplateName });
      const LaunchTemplate = templateAnswer(context, name);
      context.cluster.apiState.launchTemplates.delete(name);
      return { LaunchTemplate };
    },
  ),
  CreateLaunchTemplate: writes(
    {
      uses: ['LaunchTemplateName', 'LaunchTemplateData', 'ClientToken', 'DryRun'],
      keeps: ['TagSpecifications', 'VersionDescription'],
      refuses: ['Operator'],
    },
    ({ LaunchTemplateName: name = '', LaunchTemplateData: data, VersionDescription, TagSpecifications: tags = [] }, context) => {
      if (versions(context).some(({ LaunchTemplateName }) => LaunchTemplateName === name))
        throw new AwsError('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
      const { launchTemplates } = context.cluster.apiState;
      launchTemplates.set(name, {
        id: `lt-${String(launchTemplates.size + 1).padStart(17, '0')}`,
        tags: tags.flatMap(({ Tags = [] }) => Tags),
        versions: [{ data: dataOf(context, data), ...versionDescription(VersionDescription) }],
      });
      return { LaunchTemplate: templateAnswer(context, name) };
    },
  ),
  CreateLaunchTemplateVersion: writes(
    {
      uses: ['LaunchTemplateId', 'LaunchTemplateName', 'LaunchTemplateData', 'SourceVersion', 'ClientToken', 'DryRun'],
      keeps: ['VersionDescription'],
      refuses: ['ResolveAlias'],
    },
    ({ LaunchTemplateId, LaunchTemplateName, LaunchTemplateData: data, SourceVersion: source, VersionDescription }, context) => {
      const which = { LaunchTemplateId, LaunchTemplateName };
      const own = ownTemplate(context, which).template;
      const before = source === undefined ? {} : meant(context, { ...which, Version: source }).LaunchTemplateData;
      own.versions.push({ data: { ...before, ...dataOf(context, data) }, ...versionDescription(VersionDescription) });
      return { LaunchTemplateVersion: versionsOf(context, which).at(-1) };
    },
  ),
  DescribeLaunchTemplates: lists(
    'LaunchTemplates',
    ['LaunchTemplateIds', 'LaunchTemplateNames', 'Filters', 'DryRun', 'IncludeManagedResources'],
    ({ LaunchTemplateIds: ids = [], LaunchTemplateNames: names = [], Filters: filters = [] }, context) => {
      const given = [
        ...ids.map((LaunchTemplateId) => ({ LaunchTemplateId })),
        ...names.map((LaunchTemplateName) => ({ LaunchTemplateName })),
      ];
      const found = given.length === 0 ? versions(context) : given.flatMap((one) => versionsOf(context, one));
      const passed = found.filter((one) => passes(one, filters, FILTERS));
      return [...new Set(passed.map(({ LaunchTemplateName: name }) => name))].map((name) => templateAnswer(context, name));
    },
  ),
  DescribeLaunchTemplateVersions: lists(
    'LaunchTemplateVersions',
    {
      uses: ['LaunchTemplateId', 'LaunchTemplateName', 'Versions', 'MinVersion', 'MaxVersion', 'DryRun', 'IncludeManagedResources'],
      refuses: ['Filters', 'ResolveAlias'],
    },
    ({ Versions: given = [], MinVersion: min = '1', MaxVersion: max, ...which }, context) => {
      const all = versionsOf(context, which);
      const within = all.filter(
        ({ VersionNumber: own }) => own >= Number(min) && own <= (max === undefined ? Number.POSITIVE_INFINITY : Number(max)),
      );
      return given.length === 0 ? within : given.map((Version) => meant(context, { ...which, Version }));
    },
  ),
} satisfies OperationsOf<EC2>;

function templateAnswer(context: Context, LaunchTemplateName: string): object {
  const all = versionsOf(context, { LaunchTemplateName });
  return {
    LaunchTemplateId: all[0]!.LaunchTemplateId,
    LaunchTemplateName,
    DefaultVersionNumber: all.find(({ DefaultVersion }) => DefaultVersion)!.VersionNumber,
    LatestVersionNumber: all.at(-1)!.VersionNumber,
    Tags: context.cluster.apiState.launchTemplates.get(LaunchTemplateName)?.tags ?? [],
  };
}
