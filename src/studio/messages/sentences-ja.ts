/**
 * Sentences of runs in Japanese. `{name}` is any text, `(s)` an ending that may be missing, and `[...]` a part that may be missing: in
 * Japanese it is left out where its values are. Words of AWS are those of its Japanese documentation.
 */
export const SENTENCES_JA: readonly (readonly [english: string, japanese: string])[] = [
  // Money
  [
    '{month} a month (730 h); {cost} for {time}: {hours} instance-hours, at most {most} instance(s) at a time, and {vcpu} vCPU-hours and {gb} GB-hours on Fargate, at most {vcpus} vCPU(s) at a time[; {each} per task-hour].',
    '1 か月（730 時間）で {month}。{time}では {cost}: インスタンス {hours} 時間（同時に最大 {most} 台）、Fargate で {vcpu} vCPU 時間と {gb} GB 時間（同時に最大 {vcpus} vCPU）[、タスク 1 時間あたり {each}]。',
  ],
  [
    '{month} a month (730 h); {cost} for {time}: {hours} instance-hours, at most {most} instance(s) at a time[; {each} per task-hour].',
    '1 か月（730 時間）で {month}。{time}では {cost}: インスタンス {hours} 時間、同時に最大 {most} 台[、タスク 1 時間あたり {each}]。',
  ],
  [
    '{month} a month (730 h); {cost} for {time}: {vcpu} vCPU-hours and {gb} GB-hours on Fargate, at most {vcpus} vCPU(s) at a time[; {each} per task-hour].',
    '1 か月（730 時間）で {month}。{time}では {cost}: Fargate で {vcpu} vCPU 時間と {gb} GB 時間、同時に最大 {vcpus} vCPU[、タスク 1 時間あたり {each}]。',
  ],
  [
    '{part} of the {cost} went for capacity that no task reserved: {percent} of what instances cost.',
    '{cost} のうち {part} は、どのタスクも予約していない容量の費用でした（インスタンスの費用の {percent}）。',
  ],
  // Waiting
  [
    '{tasks} task(s), daemons aside: from request to running, half waited at most {p50}, 95 % at most {p95}, the slowest {max}.',
    'デーモンを除くタスク {tasks} 個が要求から RUNNING まで待った時間は、半数が {p50} 以下、95 % が {p95} 以下、最長 {max} でした。',
  ],
  [
    '{tasks} task(s): from request to running, half waited at most {p50}, 95 % at most {p95}, the slowest {max}.',
    'タスク {tasks} 個が要求から RUNNING まで待った時間は、半数が {p50} 以下、95 % が {p95} 以下、最長 {max} でした。',
  ],
  ['1 task: it waited {time} from its request until it ran.', 'タスク 1 個が、要求から RUNNING まで {time} 待ちました。'],
  ['No task started.', '起動したタスクはありません。'],
  ['{tasks} task(s) still wait(s) at the end.', '終了時に {tasks} 個のタスクが待機中です。'],
  ['{tasks} task(s) {were} stopped before {they} ran.', '{tasks} 個のタスクは、実行前に停止されました。'],
  // Availability
  ['No service had fewer tasks than it desired.', 'タスクが必要数を下回ったサービスはありません。'],
  ['No service desired a task.', 'タスクを必要としたサービスはありません。'],
  [
    'Desired tasks were missing for {minutes} task-minutes[ (worst: {name}, {worst})].',
    '不足したタスクは {minutes} タスク分でした[（最大は {name} の {worst}）]。',
  ],
  ['No service was ever without a task.', 'タスクがまったくなくなったサービスはありません。'],
  [
    '{whose} had no task at all for {time}[ (worst: {name}, {worst})], {first} of it before {theirs} ran.',
    'タスクがまったくない時間は {time} でした[（最大は {name} の {worst}）]。うち {first} は最初のタスクが動くまでの時間です。',
  ],
  [
    '{whose} had no task at all for {time}[ (worst: {name}, {worst})], before {theirs} ran.',
    'タスクがまったくない時間は、最初のタスクが動くまでの {time} でした[（最大は {name} の {worst}）]。',
  ],
  [
    '{whose} had no task at all for {time}[ (worst: {name}, {worst})].',
    'タスクがまったくない時間は {time} でした[（最大は {name} の {worst}）]。',
  ],
  ['None of {all} requests lost.', 'リクエスト {all} 件のうち、失われたものはありません。'],
  [
    '{lost} of {all} requests lost: {share}[, {first} of them up to the minute of the first task].',
    'リクエスト {all} 件のうち {lost} 件（{share}）が失われました[。うち {first} 件は、最初のタスクが動いた分までです]。',
  ],
  // Facts
  ['Of {tasks} task(s), daemons aside: {parts}.', 'デーモンを除くタスク {tasks} 個のうち: {parts}。'],
  ['Of {tasks} task(s): {parts}.', 'タスク {tasks} 個のうち: {parts}。'],
  ['Tasks waited most for {what}: {part} of {all} on average.', '待ち時間の最大の原因は{what}です: 平均 {all} のうち {part}。'],
  [
    'Of the {all} for unreserved capacity, {part} went for instances that booted or had no task[, and for {CPU} where tasks reserve none].',
    '予約されていない容量の費用 {all} のうち {part} は、起動中かタスクのないインスタンスの費用でした[（タスクが予約しない {CPU} を含む）]。',
  ],
  [
    'Spot saved {saved}, {percent} % of what the same cost On-Demand.',
    'スポットで {saved} を節約しました。オンデマンドで同じものにかかる費用の {percent} % です。',
  ],
  [
    'The fullest resource of instances is {what}: {most} % reserved, and {less} % of {next}.',
    'インスタンスで最も埋まっているのは{what}です: 予約 {most} %、{next}は {less} %。',
  ],
  // Notes
  [
    '{name}: {served} of {all} requests served[, {away} turned away][ ({first} up to the minute of its first task)][, {silent} sent to tasks that did not answer][, {failed} answered with an error][, p95 wait {wait}]; {outs} scale-out(s), {ins} scale-in(s) of its desired count.',
    '{name}: リクエスト {all} 件のうち {served} 件を処理[、{away} 件を拒否][（最初のタスクが動いた分まで: {first}）][、{silent} 件は応答しないタスクへ][、{failed} 件はエラー][、待ち時間 p95 {wait}]。必要なタスク数のスケールアウト {outs} 回、スケールイン {ins} 回。',
  ],
  [
    '{name}: {served} of {all} messages served; {outs} scale-out(s), {ins} scale-in(s) of its desired count.',
    '{name}: メッセージ {all} 件のうち {served} 件を処理。必要なタスク数のスケールアウト {outs} 回、スケールイン {ins} 回。',
  ],
  [
    '{name} reached the maxCapacity of its scaling, {most}, {times} time(s): its policies wanted more tasks.',
    '{name} はスケーリングの maxCapacity（{most}）に {times} 回達しました。ポリシーはさらに多くのタスクを求めていました。',
  ],
  [
    '{name} was at its maxSize of {most} for {time} in which tasks needed more instances.',
    '{name} は maxSize（{most}）のまま {time}、タスクにはさらにインスタンスが必要でした。',
  ],
  [
    'For {time}, {percent} % of the run, the minSize of {name}, {least}, was more than the instances that tasks were on or waited for.',
    '{name} の minSize（{least}）は、実行の {percent} %（{time}）で、タスクが使うか待っているインスタンスの数を上回りました。',
  ],
  [
    'To balance its zones (AZRebalance), {name} ended {instances} instance(s), and {tasks} task(s) with {them}.',
    '{name} はゾーンの均衡（AZRebalance）のためにインスタンス {instances} 台を終了し、タスク {tasks} 個が道連れになりました。',
  ],
  [
    'At {at}[ for {length}], spotInterruption {what}: {instances} instance(s) had {their} notice; {tasks} task(s) went down with {them}.',
    '{at} 時点[から {length}]、spotInterruption {what}: インスタンス {instances} 台が通知を受け、タスク {tasks} 個が道連れになりました。',
  ],
  [
    'At {at}[ for {length}], zoneOutage {zone}: {instances} instance(s) ended, and {tasks} task(s) with {them}; no launch failed meanwhile.',
    '{at} 時点[から {length}]、zoneOutage {zone}: インスタンス {instances} 台が終了し、タスク {tasks} 個が道連れになりました。その間に失敗した起動はありません。',
  ],
  [
    'At {at}[ for {length}], {what}: {instances} instance(s) set to DRAINING; {tasks} task(s) replaced meanwhile.',
    '{at} 時点[から {length}]、{what}: インスタンス {instances} 台が DRAINING になり、その間にタスク {tasks} 個が置き換えられました。',
  ],
  [
    'At {at}[ for {length}], {what}: up to {tasks} task(s) waited for Fargate.',
    '{at} 時点[から {length}]、{what}: 最大 {tasks} 個のタスクが Fargate を待ちました。',
  ],
  [
    'At {at}[ for {length}], {what}: {launches} launch failed meanwhile, with up to {instances} instance(s) missing.',
    '{at} 時点[から {length}]、{what}: その間に起動が {launches} 回失敗し、最大 {instances} 台が不足しました。',
  ],
  [
    'At {at}[ for {length}], {what}: {launches} launches failed meanwhile, with up to {instances} instance(s) missing.',
    '{at} 時点[から {length}]、{what}: その間に起動が {launches} 回失敗し、最大 {instances} 台が不足しました。',
  ],
  [
    'For {minutes} minute(s) no task served, so that its scaler had no data to act by.',
    '{minutes} 分間、処理したタスクがなく、スケーラーの使うデータがありませんでした。',
  ],
  [
    'Scale-in ended {tasks} task(s) with their instances, because without managed termination protection it may end any instance.',
    'スケールインがインスタンスとともにタスク {tasks} 個を終了しました。マネージド終了保護がないと、どのインスタンスも終了できるためです。',
  ],
  [
    'Of {tasks} task(s) of {name} {failed} failed at once: {reasons}.',
    '{name} のタスク {tasks} 個のうち {failed} 個がすぐに失敗しました: {reasons}。',
  ],
  [
    'Without instances CapacityProviderReservation is 200 %, whatever is needed: {times} time(s) with too few instances; more came only after a later measurement; {idle} instance(s) never had a task and went after {time}.',
    'インスタンスがないと、必要な数にかかわらず CapacityProviderReservation は 200 % です。そのうち {times} 回はインスタンスが足りず、後の測定のあとに追加されました。{idle} 台はタスクのないまま {time} 後に終了しました。',
  ],
  [
    'Without instances CapacityProviderReservation is 200 %, whatever is needed: {idle} instance(s) never had a task and went after {time}.',
    'インスタンスがないと、必要な数にかかわらず CapacityProviderReservation は 200 % です。{idle} 台はタスクのないまま {time} 後に終了しました。',
  ],
  [
    '{name} grew from {from} to {to} instance(s) while {service} was deployed, because maximumPercent {percent} lets new tasks run beside old ones, and kept them to the end.',
    '{name} は {service} のデプロイ中に {from} 台から {to} 台に増え、そのまま終わりました。maximumPercent {percent} では、新しいタスクが古いタスクと並んで動くためです。',
  ],
  [
    '{name} grew from {from} to {to} instance(s) while {service} was deployed, because maximumPercent {percent} lets new tasks run beside old ones, until scale-in took some back {time} later.',
    '{name} は {service} のデプロイ中に {from} 台から {to} 台に増え、{time} 後にスケールインで減りました。maximumPercent {percent} では、新しいタスクが古いタスクと並んで動くためです。',
  ],
  [
    'At the end, {time}, {tasks} task(s) of {name} were on {instances} instance(s), up to {most} on one: {later} instance(s) came after the last of them had been placed, and ECS moves no running task.',
    '終了時（{time}）に {name} のタスク {tasks} 個は {instances} 台にあり、1 台に最大 {most} 個でした。{later} 台は最後の配置のあとに来たもので、ECS は実行中のタスクを動かしません。',
  ],
  ['{name} scaled out from zero {times} time(s).', '{name} は 0 台から {times} 回スケールアウトしました。'],
  [
    'Without instances CapacityProviderReservation is 200 %, whatever is needed[: {times} time(s) with too few instances; more came only after a later measurement].',
    'インスタンスがないと、必要な数にかかわらず CapacityProviderReservation は 200 % です[。そのうち {times} 回はインスタンスが足りず、後の測定のあとに追加されました]。',
  ],
  [
    '{name} flaps: {undone} of its {outs} scale-outs took back a scale-in of the minutes before.',
    '{name} は増減を繰り返しています: スケールアウト {outs} 回のうち {undone} 回は、直前のスケールインを打ち消しました。',
  ],
  [
    "Tasks of services waited {minutes} task-minutes for vCPUs of Fargate's quota (quotas: {quotas}).",
    'サービスのタスクは、Fargate のクォータの vCPU を {minutes} タスク分待ちました（quotas: {quotas}）。',
  ],
  [
    'The root volumes of {hours} instance-hours cost nothing here: billing.items.rootVolume adds them.',
    'インスタンス {hours} 時間分のルートボリュームの費用は含まれていません: billing.items.rootVolume で加えられます。',
  ],
  [
    'The load balancers of {services} service(s) cost nothing here: billing.items.loadBalancers adds them.',
    'サービス {services} 個のロードバランサーの費用は含まれていません: billing.items.loadBalancers で加えられます。',
  ],
  [
    'Tasks use more CPU than their instance has in {part} of {all} instance-hours, at most {most} %: the model does not slow them, so real requests would wait longer.',
    'インスタンス {all} 時間のうち {part} 時間で、タスクの CPU 使用量がインスタンスの CPU を超えています（最大 {most} %）。モデルはタスクを遅くしないため、実際のリクエストはもっと長く待ちます。',
  ],
  [
    'Instances of {names} cost nothing here: their price in the scenario is 0.',
    '{names} のインスタンスの費用は含まれていません: シナリオの価格が 0 です。',
  ],
];

/** Values of sentences, and headings of answers. */
export const WORDS_JA: Readonly<Record<string, string>> = {
  Money: '費用',
  Waiting: '待ち時間',
  Availability: '可用性',
  CPU: ' CPU ',
  memory: 'メモリ',
  'network interfaces': 'ネットワークインターフェイス',
  'network interfaces and EBS volumes': 'ネットワークインターフェイスと EBS ボリューム',
  capacity: '容量',
  images: 'イメージの取得',
  'instances to boot': 'インスタンスの起動',
  'tasks that stop on their instance': '同じインスタンスで停止中のタスク',
  'containers to start': 'コンテナの起動',
  'the quota of PROVISIONING tasks': 'PROVISIONING のタスクのクォータ',
  all: 'すべて',
  no: '0',
  'the circuit breaker': 'サーキットブレーカー',
  'a lifecycle hook': 'ライフサイクルフック',
  'still waiting': '待機中',
  'failed to start': '起動失敗',
  refused: '拒否',
  'timed out': 'タイムアウト',
  interrupted: '中断',
  crashed: '異常終了',
  'task did not start': '起動しなかったタスク',
  'tasks did not start': '起動しなかったタスク',
  'task stopped as unhealthy': '異常とされて停止したタスク',
  'tasks stopped as unhealthy': '異常とされて停止したタスク',
  'task crashed': '異常終了したタスク',
  'tasks crashed': '異常終了したタスク',
  'a new version of the launch template': '起動テンプレートの新しいバージョン',
};
