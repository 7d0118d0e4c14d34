/** The members that calls gave to a resource. */
export interface Kept {
  /** Members that the simulation does not have. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Members that the simulation has in part. */
  readonly beneath: Readonly<Record<string, unknown>>;
}

interface Tag {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** A launch template, with its versions from 1. */
interface LaunchTemplate {
  readonly id: string;
  readonly tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];
  readonly versions: {
    /** As the call gave it. */
    readonly data: { readonly InstanceType?: string | undefined; readonly UserData?: string | undefined };
    readonly VersionDescription?: string;
  }[];
  /** The place of the default version; absent: the first. */
  defaultAt?: number;
}

/** An alarm that a call put, and the step scaling policy that it starts. */
export interface PutAlarm {
  readonly service: number;
  readonly policyName: string;
  /** As the call gave it. */
  readonly input: object;
}

/** An alarm that starts no policy. */
export interface PlainAlarm {
  /** As the call gave it. */
  readonly input: object;
  readonly putMs: number;
  isOn: boolean;
  set: { readonly state: string; readonly atMs: number } | null;
}

/** A scheduled action of a group. */
interface GroupAction {
  readonly group: string;
  /** As the call gave it. */
  readonly input: object;
  readonly times: readonly number[];
}

/** State of the APIs that a simulation does not have. */
export class ApiState {
  /** Task definitions that were deregistered, as family:revision. */
  readonly deregistered = new Set<string>();
  /** Services that were deleted, with the simulated time. */
  readonly deleted = new Map<string, number>();
  /** By the number of a task: the member startedBy of the call that ran it. */
  readonly startedBy = new Map<number, string>();
  /** Capacity providers that are not associated with the cluster, or no longer. */
  readonly notAssociated = new Set<string>();
  /** Auto Scaling groups without a capacity provider; in the scenario a group always has one. */
  readonly aloneGroups = new Set<string>();
  readonly deletedGroups = new Set<string>();
  /** Groups whose warm pools were deleted. */
  readonly emptiedPools = new Set<string>();
  /** By name: launch templates that calls made. */
  readonly launchTemplates = new Map<string, LaunchTemplate>();
  /** By ARN: step scaling policies as the scenario has them, without the alarm that starts them. */
  readonly stepPolicies = new Map<
    string,
    { readonly service: number; readonly policy: Readonly<Record<string, unknown>>; readonly input: object }
  >();
  /** ARNs of scaling policies that were deleted. */
  readonly deletedPolicies = new Set<string>();
  /** Resource ids of services whose scalable targets were deregistered. */
  readonly unregistered = new Set<string>();
  /** By name. */
  readonly alarms = new Map<string, PutAlarm>();
  /** By name: alarms that start no policy, with the state that a call has set. Times are simulated. */
  readonly plainAlarms = new Map<string, PlainAlarm>();
  /** By name: states that calls gave alarms of managed scaling, with their simulated times. */
  readonly managedAlarms = new Map<string, { readonly state: string; readonly atMs: number }>();
  /** By name: alarms that start policies of groups. */
  readonly groupAlarms = new Map<string, { readonly group: string; readonly policyName: string; readonly input: object }>();
  /** By service: the number of its primary task set. */
  readonly primarySets = new Map<string, number>();
  /** Task sets that were deleted, as service/number. */
  readonly deletedSets = new Set<string>();
  /** By group/name: scheduled actions of groups, and when they are due in the session. */
  readonly groupActions = new Map<string, GroupAction>();
  /** Account settings that calls put, by name. */
  readonly settings = new Map<string, string>();
  /** Task definitions that were deleted, as family:revision. */
  readonly deletedDefinitions = new Set<string>();
  /** By ARN or name: members of calls that answers return. */
  readonly kept = new Map<string, Kept>();
  /** Simulated time at which alarms have seen the data of all calls, and their actions are done. */
  seenMs = 0;
  /** Whether the cluster was deleted. */
  isDeleted = false;
  /** By ARN, then key: the tags that calls gave. */
  private readonly tags = new Map<string, Map<string, string>>();

  /** Notes that a deleted service has another name from now on, so that a new service can have its own. ARNs contain its own name. */
  retireService(was: string, name: string, { service, scaled }: { readonly service: string; readonly scaled: string }): void {
    this.deleted.set(name, this.deleted.get(was) ?? 0);
    this.deleted.delete(was);
    this.kept.delete(service);
    this.tags.delete(service);
    this.unregistered.add(scaled.replace(/[^/]+$/, name));
    this.unregistered.delete(scaled);
    const primary = this.primarySets.get(was);
    this.primarySets.delete(was);
    if (primary !== undefined) this.primarySets.set(name, primary);
    for (const set of [...this.deletedSets].filter((one) => one.startsWith(`${was}/`))) {
      this.deletedSets.delete(set);
      this.deletedSets.add(set.replace(was, name));
    }
    for (const arn of this.deletedPolicies) if (arn.includes(`${scaled}:`)) this.deletedPolicies.delete(arn);
    for (const arn of this.stepPolicies.keys()) if (arn.includes(`${scaled}:`)) this.stepPolicies.delete(arn);
  }

  /** The same for a group. Its capacity provider, if it was alone, has the name of the group. */
  retireGroup(was: string, name: string): void {
    for (const names of [this.deletedGroups, this.aloneGroups, this.notAssociated, this.emptiedPools])
      if (names.delete(was)) names.add(name);
    this.kept.delete(`group ${was}`);
    for (const key of this.groupActions.keys()) if (key.startsWith(`${was}/`)) this.groupActions.delete(key);
  }

  tag(arn: string, tags: readonly Tag[]): void {
    const own = this.tags.get(arn) ?? new Map<string, string>();
    for (const { key = '', value = '' } of tags) own.set(key, value);
    if (own.size > 0) this.tags.set(arn, own);
  }

  untag(arn: string, keys: readonly string[]): void {
    for (const key of keys) this.tags.get(arn)?.delete(key);
  }

  tagsOf(arn: string): { readonly key: string; readonly value: string }[] {
    return [...(this.tags.get(arn) ?? [])].map(([key, value]) => ({ key, value }));
  }
}
