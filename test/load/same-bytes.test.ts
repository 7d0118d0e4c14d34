import { describe, expect, it } from 'vitest';
import { hashText } from '../../src/kernel/hash.js';
import { loadCurve } from '../../src/load/curve.js';
import { SERVICE_DEFAULTS, WORKER_DEFAULTS } from '../../src/load/resource-use.js';
import { ServiceLoad } from '../../src/load/service.js';
import { weekly } from '../../src/load/shape.js';
import { QueueLoad } from '../../src/load/worker.js';

describe('a week of load', () => {
  it('is the same to the last bit on every machine: nothing in it is left to the engine', () => {
    const load = loadCurve(
      weekly({ kind: 'diurnal', peakPerSecond: 90, troughPerSecond: 10, peakAtMs: 50_400_000 }, [1, 1.1, 1, 1, 0.9, 0.4, 0.3]),
    );
    const task = { concurrency: 4, meanMs: 120, cpuMs: 35, cpuUnits: 512, memoryMib: 1_024, memoryMibEach: 2 };
    const service = new ServiceLoad({ ...SERVICE_DEFAULTS, ...task, serviceVariation: 1.5, cpuUnitsMost: 512 });
    const queue = new QueueLoad({ ...WORKER_DEFAULTS, ...task, meanMs: 500 });
    let bytes = '';
    for (let minute = 0; minute < 7 * 1_440; minute++) {
      const requests = load.requestsBetween(minute * 60_000, (minute + 1) * 60_000);
      service.pass(60_000, requests, 6 + (minute % 3));
      queue.pass(60_000, requests, 10 + (minute % 5));
      bytes += `${service.served} ${service.shed} ${service.waitOf(0.01)} ${service.usage.cpuPercent} ${queue.completed} ${queue.oldestAgeMs}\n`;
    }
    expect(hashText(bytes)).toBe(4_043_221_888);
  });
});
