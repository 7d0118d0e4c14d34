import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoadedScenario } from '../../../src/engine.js';
import { answersOf } from '../../../src/report/answers.js';
import { runCharts } from '../../../src/report/charts/run-charts.js';
import { keyFacts } from '../../../src/report/key-facts.js';
import { RecordingRun } from '../../../src/studio/engine/recording-run.js';
import { load, prepared, simulate } from '../../../src/studio/engine/simulate.js';
import type { Source } from '../../../src/studio/engine/source.js';
import { CHARTS_JA } from '../../../src/studio/messages/charts-ja.js';
import { DEPLOYMENTS_JA } from '../../../src/studio/messages/deployments-ja.js';
import { FAULTS_AND_WAITS_JA } from '../../../src/studio/messages/faults-and-waits-ja.js';
import { patternOf, toldIn } from '../../../src/studio/messages/sentences.js';
import { SENTENCES_JA } from '../../../src/studio/messages/sentences-ja.js';

const RULES = [...SENTENCES_JA, ...FAULTS_AND_WAITS_JA, ...DEPLOYMENTS_JA, ...CHARTS_JA];
/** Templates of fewer threes of words are known from the runs below alone. */
const SHORT = 8;
const namesIn = (template: string) => [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

const japanese = (text: string) =>
  toldIn('ja', text)
    .map((told) => told.text)
    .join('');

describe('sentences of a run in Japanese', () => {
  it.each([
    ['No task started.', '起動したタスクはありません。'],
    // A part without its values is left out.
    ['1,000 of 2,000 requests lost: 50 %.', 'リクエスト 2,000 件のうち 1,000 件（50 %）が失われました。'],
    [
      '1,000 of 2,000 requests lost: 50 %, 900 of them up to the minute of the first task.',
      'リクエスト 2,000 件のうち 1,000 件（50 %）が失われました。うち 900 件は、最初のタスクが動いた分までです。',
    ],
    // Units and words of values are Japanese, too.
    [
      'Tasks waited most for images: 2 min 5 s of 1 h on average.',
      '待ち時間の最大の原因はイメージの取得です: 平均 1 時間 のうち 2 分 5 秒。',
    ],
    ['Of 44 tasks: 4 still waiting, 20 interrupted.', 'タスク 44 個のうち: 待機中 4、中断 20。'],
    ['Instances of workers', 'workers のインスタンス'],
    [
      'At 30 min, web: deployed from web:1 to web:2: COMPLETED after 2 min 44 s; 3 tasks did not start, 19 tasks crashed.',
      '30 分 時点、web: web:1 から web:2 へのデプロイは 2 分 44 秒 後に COMPLETED（起動しなかったタスク 3、異常終了したタスク 19）。',
    ],
    [
      'web looked for an instance 4 times in vain and in a row: from 1 h 11 min on ECS waited 5 min, then 15 min before the next look, even if there was room meanwhile.',
      'web は空きのあるインスタンスを続けて 4 回探し、見つかりませんでした。1 時間 11 分 から、ECS は次に探すまで 5 分、その後は 15 分待ちました。その間に空きができても変わりません。',
    ],
    [
      'At 1 h, workers: instance refresh to m6i.large, except those that match: Successful after 15 min, 6 instances replaced.',
      '1 時間 時点、workers: m6i.large へのインスタンスの更新（一致するものを除く）は 15 分 後に Successful。置き換えたインスタンスは 6 台です。',
    ],
  ])('%s', (english, expected) => {
    expect(japanese(english)).toBe(expected);
    expect(toldIn('en', english)).toEqual([{ text: english, lang: 'en' }]);
  });

  it('are told one by one: one without a translation stays English, and says so', () => {
    expect(toldIn('ja', 'No task started. Nobody has translated this.')).toEqual([
      { text: '起動したタスクはありません。', lang: 'ja' },
      { text: 'Nobody has translated this.', lang: 'en' },
    ]);
  });

  it('end where the next one begins', () => {
    const text =
      'Desired tasks were missing for 8.9 task-minutes (worst: web, 4.1). Services had no task at all for 4 s (worst: web, 4 s), before their first tasks ran. None of 7 requests lost.';
    expect(toldIn('ja', text)).toEqual([
      { text: '不足したタスクは 8.9 タスク分でした（最大は web の 4.1）。', lang: 'ja' },
      { text: 'タスクがまったくない時間は、最初のタスクが動くまでの 4 秒 でした（最大は web の 4 秒）。', lang: 'ja' },
      { text: 'リクエスト 7 件のうち、失われたものはありません。', lang: 'ja' },
    ]);
  });

  it('use only values that their English has', () => {
    const strange = RULES.filter(([english, text]) => namesIn(text).some((name) => !namesIn(english).includes(name)));
    expect(strange).toEqual([]);
    expect(RULES.filter(([english], i) => RULES.findIndex(([other]) => other === english) !== i)).toEqual([]);
  });

  it('match an English template filled with values', () => {
    for (const [english] of RULES) {
      const full = english
        .replace(/\{\w+\}/g, '7')
        .replace(/\(s\)/g, 's')
        .replace(/[[\]]/g, '');
      expect(full).toMatch(patternOf(english));
    }
  });

  // A changed sentence of a report would stay English without a word.
  it('are sentences that the reports still say', () => {
    const folders = [
      'src/report',
      'src/report/charts',
      'src/record',
      'src/record/left-out',
      'src/record/capacity',
      'src/record/faults',
      'src/record/rollouts',
      'src/services/deployments',
    ];
    const said = folders
      .flatMap((folder) =>
        readdirSync(folder)
          .filter((name) => name.endsWith('.ts'))
          .map((name) => readFileSync(join(folder, name), 'utf8')),
      )
      .join('\n');
    // Sources put a sentence together of parts, so most threes of its words are there, not all.
    const threes = (english: string) =>
      english.split(/\{\w+\}|\(s\)|[[\]]/).flatMap((part) => {
        const words = part.trim().split(' ');
        return words.slice(2).map((_, k) => words.slice(k, k + 3).join(' '));
      });
    const stale = RULES.filter(([english]) => {
      const all = threes(english);
      return all.length >= SHORT && all.filter((three) => said.includes(three)).length < 0.4 * all.length;
    });
    expect(stale.map(([english]) => english)).toEqual([]);
  });

  it.each([
    ...['services/two-loops', 'services/rolling-update', 'capacity/mixed-instances-spot', 'capacity/fargate-mix', 'capacity/zone-outage'],
    ...['placement/daemon-first', 'scaling/headroom', 'services/stuck-100-100', 'services/restart-storm', 'capacity/slow-scale-out'],
    ...['capacity/api-throttling', 'capacity/agent-disconnect', 'capacity/refresh-to-other-types', 'services/daemon-grows'],
  ])('are all that the first screen has of %s', async (name) => {
    const source: Source = { text: readFileSync(`scenarios/${name}.yaml`, 'utf8'), files: {} };
    const ready = prepared(load(source) as LoadedScenario, source);
    const recording = new RecordingRun(ready.setup);
    await simulate(ready, recording, { progress: () => {}, isCancelled: () => false });
    const { record, notes } = recording.finish();
    const texts = [
      ...answersOf({ record }).flatMap(({ about, text }) => [about, text]),
      ...[...keyFacts(record), ...notes],
      ...runCharts(record).flatMap(({ title, description }) => [title, description]),
    ];
    expect(texts.flatMap((text) => toldIn('ja', text)).filter(({ lang }) => lang === 'en')).toEqual([]);
  });
});
