import { z } from 'zod';
import { flag, ignored, shape } from '../fields.js';

const number = (description: string) => z.number().describe(description).optional();

const managedEBSVolume = shape('The EBS volume that ECS creates for each task, as create-service and run-task take it.', () => ({
  volumeType: z.string().describe('gp2, gp3, io1, io2, st1, sc1 or standard. Default: gp3.').optional(),
  sizeInGiB: number('Its size. Required without a snapshot.'),
  iops: number('Provisioned IOPS: gp3, io1 and io2.'),
  throughput: number('MiB a second: gp3. Default: 125.'),
  snapshotId: z.string().describe('The snapshot that it is made from.').optional(),
  terminationPolicy: shape('Of a standalone task.', () => ({
    deleteOnTermination: flag('false: the volume stays after its task and is paid to the end of the run.').default(true),
  })).optional(),
  tagSpecifications: z.array(z.unknown()).describe('At most 48 tags; no other effect.').optional(),
  ...ignored('encrypted', 'kmsKeyId', 'roleArn', 'filesystemType', 'volumeInitializationRate'),
}));

export const volumeConfigurations = z
  .array(
    shape('A volume with configuredAtLaunch of the task definition.', () => ({ name: z.string().describe('Its name.'), managedEBSVolume })),
  )
  .describe('EBS volumes that are configured at launch: at most one (C.VOL-01).');
