import { describe, expect, it } from 'vitest';

const { runCommand } = await import(new URL('../../bench/processes.mjs', import.meta.url).href);
const node = process.execPath;

it('puts values in the place of their names and returns the last line of JSON', () => {
  const script = 'console.log("{}");console.log(JSON.stringify(process.argv.slice(1)).replace(/(.*)/,`{"got":$1}`));console.log("bye")';
  const values = { workload: 'a b.csv', machines: 10 };
  // A value with a blank stays one word; a name that has no value stays as it is.
  expect(runCommand(`${node} -e ${script} {workload} n={machines} {other}`, values)).toEqual({ got: ['a b.csv', 'n=10', '{other}'] });
});

describe('a command that gives no figures is reported', () => {
  it.each([
    ['no-such-program {machines}', 'cannot run no-such-program 10: '],
    [`${node} -e process.exit(3)`, 'ended with 3'],
    [`${node} -e 1`, 'printed no line of JSON'],
  ])('%s', (command, message) => {
    expect(() => runCommand(command, { machines: 10 })).toThrow(message);
  });
});
