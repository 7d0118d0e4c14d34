type Rules = readonly (readonly [english: string, japanese: string])[];

const TIMES: Rules = [
  ['At {at}, ', '{at} 時点、'],
  ['From the start, ', '開始時から、'],
];
const BEGINNINGS: Rules = [
  ['deployed from {from} to {to}', '{from} から {to} へのデプロイは'],
  ['rolled back from {from} to {to}', '{from} から {to} へのロールバックは'],
  ['deployed anew with {to}', '{to} の新しいデプロイは'],
  ['begins with {to}', '{to} の最初のデプロイは'],
  ['has {to} from before the run', '実行前からの {to} のデプロイは'],
];
const ENDS: Rules = [
  ['COMPLETED', 'COMPLETED'],
  ['COMPLETED after {time}', '{time} 後に COMPLETED'],
  ['COMPLETED at {time}', '{time} に COMPLETED'],
  [
    'FAILED after {time} by the alarm(s) {alarm}, not rolled back: nothing starts any more',
    'アラーム {alarm} により {time} 後に FAILED。ロールバックされず、以後は何も起動しません',
  ],
  ['FAILED after {time} by the alarm(s) {alarm}', 'アラーム {alarm} により {time} 後に FAILED'],
  [
    'FAILED after {time} by {why}, not rolled back: nothing starts any more',
    '{why}により {time} 後に FAILED。ロールバックされず、以後は何も起動しません',
  ],
  ['FAILED after {time} by {why}', '{why}により {time} 後に FAILED'],
  ['FAILED after {time} as its new tasks were not steady in time', '新しいタスクが時間内に安定せず {time} 後に FAILED'],
  ['not through after {time}, when the next took over', '{time} 後も終わらず、次のデプロイに替わりました'],
  [
    'still IN_PROGRESS at the end, after {time}: its starts fail, and the next is tried at {next}',
    '{time} 後の終了時も IN_PROGRESS。起動に失敗し続け、次の試行は {next} です',
  ],
  [
    'still IN_PROGRESS at the end, after {time}, with {running} tasks running of {desired}',
    '{time} 後の終了時も IN_PROGRESS。動いているタスクは {desired} 個のうち {running} 個です',
  ],
  [
    'still IN_PROGRESS at the end, after {time}, for it can never replace a task of {desired}: minimumHealthyPercent {min} keeps {keep} healthy, maximumPercent {max} allows {allow}; give a minimumHealthyPercent of at most {below} or a maximumPercent of at least {above}',
    '{time} 後の終了時も IN_PROGRESS。タスク {desired} 個のどれも置き換えられません。minimumHealthyPercent {min} では正常なタスクを {keep} 個保ち、maximumPercent {max} では {allow} 個までです。minimumHealthyPercent を {below} 以下に、または maximumPercent を {above} 以上にしてください',
  ],
];

/** Japanese sentences that say how each deployment of a service ended. The rules are written as in `sentences-ja.ts`. */
export const DEPLOYMENTS_JA: Rules = TIMES.flatMap(([time, timeJa]) =>
  BEGINNINGS.flatMap(([beginning, beginningJa]) =>
    ENDS.map(
      ([end, endJa]) =>
        [`${time}{name}: ${beginning}: ${end}[; {failures}].`, `${timeJa}{name}: ${beginningJa} ${endJa}[（{failures}）]。`] as const,
    ),
  ),
);
