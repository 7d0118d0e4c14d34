import { describe, expect, it } from 'vitest';
import { Mistakes } from '../../../src/workload/formats/mistakes.js';
import { readNodes } from '../../../src/workload/formats/nodes.js';
import { fixtureText } from './fixtures.js';

function read(text: string) {
  const mistakes = new Mistakes();
  return { nodes: readNodes(text, mistakes), lines: mistakes.lines('nodes') };
}

describe('nodes', () => {
  it('come as openb lists them', () => {
    const { nodes, lines } = read(fixtureText('openb-nodes.csv'));
    expect(lines).toEqual([]);
    expect(nodes.names).toEqual(['node-a', 'node-b', 'node-c', 'node-d']);
    expect([...nodes.cpu]).toEqual([32_000, 32_000, 64_000, 64_000]);
    expect([...nodes.gpus]).toEqual([2, 2, 4, 0]);
    expect([...nodes.model].map((model) => nodes.models[model])).toEqual(['T4', 'T4', 'V100', '']);
    expect([...nodes.usdPerHour]).toEqual([0, 0, 0, 0]);
  });

  it('come as kinds of machines with a count and a price', () => {
    const { nodes } = read(fixtureText('machines.csv'));
    expect(nodes.names).toEqual(['small-1', 'small-2', 'small-3', 'large-1', 'large-2']);
    expect([...nodes.cpu]).toEqual([8000, 8000, 8000, 16_000, 16_000]);
    expect([...nodes.usdPerHour]).toEqual([0.4, 0.4, 0.4, 1.2, 1.2]);
  });

  it('need no more than CPU and memory', () => {
    const { nodes, lines } = read('cpu,memory_mib\n0.5,1024\n');
    expect(lines).toEqual([]);
    expect([nodes.names[0], nodes.cpu[0], nodes.memoryMib[0], nodes.gpus[0], nodes.usdPerHour[0]]).toEqual(['node-2', 500, 1024, 0, 0]);
  });

  it.each([
    ['cpu,memory_mib,gpu\n1,1,1\n', "nodes: a nodes file has no column 'gpu'; there may be name, cpu"],
    ['cpu\n1\n', "nodes: there is no column 'memory_mib'"],
    ['sn,cpu_milli\na,1\n', "nodes: there is no column 'memory_mib'; openb has sn, cpu_milli"],
    ['cpu,memory_mib\n0,1\n', "nodes:2 cpu: '0' is not a number above 0, up to 2147483"],
    ['cpu,memory_mib,gpus\n1,1,32\n', "nodes:2 gpus: '32' is not a number from 0 to 31"],
    ['cpu,memory_mib,count\n1,1,0\n', "nodes:2 count: '0' is not a number from 1 to 200000"],
    ['cpu,memory_mib,count\n1,1,200000\n1,1,1\n', 'nodes:3 count: this makes more than 200000 nodes'],
    ['cpu,memory_mib,usd_per_hour\n1,1,cheap\n', "nodes:2 usd_per_hour: 'cheap' is no price"],
    ['cpu,memory_mib\n', 'nodes: there is no node in it'],
    ['', 'nodes: the file is empty'],
  ])('refuses %j', (text, message) => expect(read(text).lines[0]).toContain(message));
});
