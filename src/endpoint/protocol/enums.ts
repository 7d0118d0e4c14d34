/** The values that a member of a structure may have; undefined: any. */
export type ValuesOf = (structure: string, member: string) => readonly string[] | undefined;

/**
 * Members of calls to ECS whose values have another name than they have. The SDK's schemas call each a text, and export the values beside
 * them: `LaunchType` for `launchType`.
 */
export const OF_OTHER_NAME: Readonly<Record<string, string>> = {
  'CapacityReservationRequest.reservationPreference': 'CapacityReservationPreference',
  'ClusterSetting.name': 'ClusterSettingName',
  'ContainerDependency.condition': 'ContainerCondition',
  'ContinueServiceDeploymentRequest.action': 'DeploymentLifecycleHookAction',
  'CreateManagedInstancesProviderConfiguration.propagateTags': 'PropagateMITags',
  'DeleteAccountSettingRequest.name': 'SettingName',
  'DeploymentConfiguration.strategy': 'DeploymentStrategy',
  'DeploymentController.type': 'DeploymentControllerType',
  'DeploymentLifecycleHook.lifecycleStages': 'DeploymentLifecycleHookStage',
  'DeploymentLifecycleHook.targetType': 'DeploymentLifecycleHookTargetType',
  'DescribeCapacityProvidersRequest.include': 'CapacityProviderField',
  'DescribeClustersRequest.include': 'ClusterField',
  'DescribeContainerInstancesRequest.include': 'ContainerInstanceField',
  'DescribeServicesRequest.include': 'ServiceField',
  'DescribeTaskDefinitionRequest.include': 'TaskDefinitionField',
  'DescribeTaskSetsRequest.include': 'TaskSetField',
  'DescribeTasksRequest.include': 'TaskField',
  'Device.permissions': 'DeviceCgroupPermission',
  'EBSTagSpecification.resourceType': 'EBSResourceType',
  'EFSAuthorizationConfig.iam': 'EFSAuthorizationConfigIAM',
  'EFSVolumeConfiguration.transitEncryption': 'EFSTransitEncryption',
  'EnvironmentFile.type': 'EnvironmentFileType',
  'ExecuteCommandConfiguration.logging': 'ExecuteCommandLogging',
  'FirelensConfiguration.type': 'FirelensConfigurationType',
  'ListAccountSettingsRequest.name': 'SettingName',
  'ListContainerInstancesRequest.status': 'ContainerInstanceStatus',
  'ListServiceDeploymentsRequest.status': 'ServiceDeploymentStatus',
  'ListTaskDefinitionFamiliesRequest.status': 'TaskDefinitionFamilyStatus',
  'ListTaskDefinitionsRequest.sort': 'SortOrder',
  'ListTaskDefinitionsRequest.status': 'TaskDefinitionStatus',
  'ManagedScaling.status': 'ManagedScalingStatus',
  'PlacementConstraint.type': 'PlacementConstraintType',
  'PlacementStrategy.type': 'PlacementStrategyType',
  'PlatformDevice.type': 'PlatformDeviceType',
  'PortMapping.appProtocol': 'ApplicationProtocol',
  'PortMapping.protocol': 'TransportProtocol',
  'ProxyConfiguration.type': 'ProxyConfigurationType',
  'PutAccountSettingDefaultRequest.name': 'SettingName',
  'PutAccountSettingRequest.name': 'SettingName',
  'RegisterTaskDefinitionRequest.requiresCompatibilities': 'Compatibility',
  'ResourceRequirement.type': 'ResourceType',
  'RuntimePlatform.cpuArchitecture': 'CPUArchitecture',
  'RuntimePlatform.operatingSystemFamily': 'OSFamily',
  'Scale.unit': 'ScaleUnit',
  'ServiceConnectAccessLogConfiguration.format': 'ServiceConnectAccessLoggingFormat',
  'ServiceConnectAccessLogConfiguration.includeQueryParameters': 'ServiceConnectIncludeQueryParameters',
  'ServiceManagedEBSVolumeConfiguration.filesystemType': 'TaskFilesystemType',
  'StopServiceDeploymentRequest.stopType': 'StopServiceDeploymentStopType',
  'TaskDefinitionPlacementConstraint.type': 'TaskDefinitionPlacementConstraintType',
  'TaskManagedEBSVolumeConfiguration.filesystemType': 'TaskFilesystemType',
  'ThresholdConfiguration.type': 'ThresholdType',
  'Ulimit.name': 'UlimitName',
  'UpdateContainerInstancesStateRequest.status': 'ContainerInstanceStatus',
  'UpdateManagedInstancesProviderConfiguration.propagateTags': 'PropagateMITags',
};

/** Returns the values of members by the constants that the SDK's module of ECS exports. */
export function valuesIn(module: object): ValuesOf {
  const constants = new Map(Object.entries(module).flatMap(([name, one]) => (isConstants(one) ? [[name, Object.values(one)]] : [])));
  return (structure, member) =>
    constants.get(OF_OTHER_NAME[`${structure}.${member}`] ?? `${member.charAt(0).toUpperCase()}${member.slice(1)}`);
}

function isConstants(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).length > 0 && Object.values(value).every((one) => typeof one === 'string');
}
