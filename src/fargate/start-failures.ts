/** Why a task that has its capacity does not start: its interface was not attached in time, its subnet has no free address, or its definition is for other capacity. */
export type StartFailure = 'interface' | 'noAddress' | 'incompatible';

/** ECS's words on a task that is STOPPED with TaskFailedToStart (T.STOP-2). It was tried once; only a service starts another (T.STOP-4). */
export const START_FAILURE_REASONS: Readonly<Record<StartFailure, string>> = {
  interface: 'InternalError: Timeout waiting for network interface provisioning to complete.',
  noAddress: 'Unexpected EC2 error while attempting to Create Network Interface: InsufficientFreeAddressesInSubnet',
  incompatible: 'The selected task definition is not compatible with the selected compute strategy',
};
export const TASK_FAILED_TO_START = 'TaskFailedToStart';
