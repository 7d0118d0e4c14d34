import { describe, expect, it } from 'vitest';
import { type DaemonSite, daemonChange, isOwedRoom } from '../../src/services/daemon.js';

const SITE: DaemonSite = {
  isActive: true,
  isDraining: false,
  isAgentConnected: true,
  meetsConstraints: true,
  hasRoom: true,
  daemons: 0,
  otherTasks: 0,
};

describe('daemonChange', () => {
  it.each([
    { site: {}, change: 1, why: 'an ACTIVE instance that fits gets one' },
    { site: { daemons: 1 }, change: 0, why: 'and keeps it' },
    { site: { daemons: 3 }, change: -2, why: 'but only one' }, // 1 - 3
    { site: { hasRoom: false }, change: 0, why: 'without room it has to wait' },
    { site: { hasRoom: false, daemons: 1 }, change: 0, why: 'the room it takes itself is no reason to go' },
    { site: { isAgentConnected: false }, change: 0, why: 'a lost agent cannot start it' },
    { site: { isAgentConnected: false, daemons: 1 }, change: 0, why: 'nor is it a reason to stop' },
    { site: { meetsConstraints: false }, change: 0, why: 'no task where a constraint fails' },
    { site: { meetsConstraints: false, daemons: 1, otherTasks: 5 }, change: -1, why: 'a constraint that no longer holds stops it' },
    { site: { isActive: false, isDraining: true, daemons: 1, otherTasks: 1 }, change: 0, why: 'a drain leaves it while others run' },
    { site: { isActive: false, isDraining: true, daemons: 1, otherTasks: 0 }, change: -1, why: 'and stops it last' },
    { site: { isActive: false }, change: 0, why: 'an instance that still registers waits' },
    { site: { isActive: false, daemons: 1 }, change: 0, why: 'one that is merely not ACTIVE does not lose it' },
  ])('$why', ({ site, change }) => expect(daemonChange({ ...SITE, ...site })).toBe(change));

  it('is owed its room exactly while it would start', () => {
    const flags = [false, true];
    for (const isActive of flags)
      for (const meetsConstraints of flags)
        for (const isAgentConnected of flags)
          for (const hasRoom of flags)
            for (const daemons of [0, 1]) {
              const site = { ...SITE, isActive, meetsConstraints, isAgentConnected, hasRoom, daemons };
              expect(isOwedRoom(site)).toBe(daemonChange(site) === 1);
            }
  });
});
