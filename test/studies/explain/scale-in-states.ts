import { clockText, numberText } from '../../../src/kernel/quantity-text.js';
import { cell, type Row } from './drawn-run.js';
import type { Box } from './history.js';
import { Records } from './records.js';

const count = (n: number) => numberText(n, 0, 3);

/** How instances stood towards scale-in, by events.csv. */
export class ScaleInStates extends Records {
  /** DesiredCapacity and the instances that it speaks of, right after a launch. */
  sizesAtLaunch(instance: number): string[][] {
    const row = this.run.csv['events.csv'].findIndex((one) => one.fact === 'instanceLaunched' && cell(one, 'instance') === instance);
    const provider = cell(this.run.csv['events.csv'][row], 'provider')!;
    const events = this.run.csv['events.csv'];
    // One of the warm pool is not of them: it stands beside.
    const isPooled = events.some(
      (one, i) => i > row && one.fact === 'instanceWarmed' && one.instance === `${instance}` && one.time_ms === events[row].time_ms,
    );
    const [sure, maybe] = this.livingAt(provider, isPooled ? row : row + 1);
    const desired = provider < 0 ? 0 : this.history.desired[provider].at(row);
    // At the start a group begins with its initial size, and goes to minSize from there.
    const all =
      row < 0 || cell(events[row], 'time_ms')! > 0 || provider < 0
        ? [desired]
        : [desired, this.run.setup.capacityProviders[provider].initialSize];
    return all.flatMap((size) => Array.from({ length: maybe - sure + 1 }, (_, i) => [count(size), count(sure + i)]));
  }

  /** Not in the warm pool and not leaving; a draining one may be either. */
  private livingAt(provider: number, row: number): [sure: number, maybe: number] {
    const own = this.history
      .of(provider, row)
      .map(({ standing }) => standing.at(row))
      .filter(({ isPooled, isLeaving }) => !isPooled && !isLeaving);
    const sure = own.filter(({ isDraining, isDrainedByUser }) => !isDraining || isDrainedByUser).length;
    return [sure, own.length];
  }

  /** How an instance may have stood towards scale-in before a row; several where the files do not show which. */
  private standings(box: Box, row: number): string[] {
    const { capacityProviders, faults } = this.run.setup;
    const { isRegistered, isDraining, isDrainedByUser, isLeaving, isOutside, isPooled } = box.standing.at(row);
    const { isProtected, isNewProtected } = capacityProviders[box.provider];
    if (isPooled) return ['in the warm pool'];
    if (isLeaving) return ['on its way out'];
    if (isDraining && !isDrainedByUser) return ['on its way out', 'draining'];
    const free = box.guests.at(row) === 0 ? 'without tasks' : isProtected ? 'with tasks' : 'with tasks, unprotected';
    const own = isProtected && isOutside ? 'outside the cluster' : isProtected && !isRegistered ? 'booting' : free;
    const isByHand = isNewProtected || faults.some(({ kind }) => kind === 'protect');
    return [own, ...(isDrainedByUser ? ['draining'] : []), ...(isByHand ? ['protected by a user'] : [])];
  }

  /** Those that may have been in this state by the files. */
  standsAt(provider: number, row: number, words: string): number[] {
    return this.history
      .of(provider, row)
      .filter((box) => this.standings(box, row).includes(words))
      .map(({ instance }) => instance);
  }

  standingLine([n, words, list, more]: readonly (string | undefined)[], { provider, row }: { provider: number; row: number }): string[] {
    const may = this.standsAt(provider, row, words!);
    const sure = may.filter((instance) => this.standings(this.history.boxes.get(instance)!, row).length === 1);
    const shown = list!.split(', ').filter((instance) => may.includes(Number(instance)));
    const all = Math.min(may.length, Math.max(sure.length, Number(n)));
    return [count(all), words!, shown.join(', '), more === undefined ? '' : count(all - shown.length)];
  }

  /** Looks of the scaler in which the instance stood so. */
  standingSpan([once, from, to, , words]: readonly (string | undefined)[], row: Row): (string | null)[] {
    const box = this.history.boxes.get(cell(row, 'instance')!)!;
    const own = this.evaluationsOf(box.provider).filter(({ row: evaluation }) => {
      const text = clockText(cell(evaluation, 'time_ms')!);
      return once === undefined ? cell(evaluation, 'time_ms')! >= msOf(from!) && cell(evaluation, 'time_ms')! <= msOf(to!) : text === once;
    });
    const isSo = own.every(({ rowIndex }) => this.standings(box, rowIndex).some((one) => words!.split(': ')[0] === one));
    const times = own.map(({ row: evaluation }) => clockText(cell(evaluation, 'time_ms')!));
    return [times[0], times[0], times.at(-1)!, count(own.length), isSo ? words! : 'it stood otherwise'];
  }

  /** The instance that its group took, and the number of candidates. */
  choice([time, chosen, of, candidates, living]: readonly (string | undefined)[], row: Row): (string | null)[] {
    const { provider } = this.history.boxes.get(cell(row, 'instance')!)!;
    const rows = this.history.times.flatMap((ms, i) => (clockText(ms) === time ? [i, i + 1] : []));
    const isChosen = chosen === undefined || this.endsOf(Number(chosen)).some(([, at]) => at === time);
    const mayGo = ['without tasks', 'with tasks, unprotected', 'draining'];
    const fits = rows.some((at) => {
      const own = this.history.of(provider, at).map((box) => this.standings(box, at));
      const most = own.filter((all) => all.some((one) => mayGo.includes(one))).length;
      const least = own.filter((all) => all.every((one) => mayGo.includes(one) && one !== 'draining')).length;
      const [sure, maybe] = this.livingAt(provider, at);
      const shown = Number(of ?? candidates);
      return shown >= least && shown <= most && (living === undefined || (Number(living) >= sure && Number(living) <= maybe));
    });
    return fits && isChosen ? [time!, chosen ?? '', of ?? '', candidates ?? '', living ?? ''] : ['otherwise', '', '', '', ''];
  }
}

function msOf(clock: string): number {
  const [h, m, sec] = clock.split(':').map(Number);
  return 1_000 * (3_600 * h + 60 * m + sec);
}
