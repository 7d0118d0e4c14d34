/** Titles and descriptions of charts in Japanese, in the form of the sentences of runs. */
export const CHARTS_JA: readonly (readonly [english: string, japanese: string])[] = [
  ['Cost by capacity provider', 'キャパシティープロバイダー別の費用'],
  ['The bill of each, by purchase option.', 'それぞれの請求額を購入オプション別に示します。'],
  ['Cost by service and workload', 'サービスとワークロード別の費用'],
  [
    'Each bears its tasks’ share of the instances that they were on; idle are instances that boot or have no task[, and {CPU} where tasks reserve none].',
    'タスクがいたインスタンスの費用を、それぞれの分だけ負担します。idle は起動中かタスクのないインスタンスです[（タスクが予約しない {CPU} を含む）]。',
  ],
  ['vCPUs in use on Fargate', 'Fargate で使用中の vCPU'],
  [
    'vCPUs of tasks from the moment when they have capacity until they are STOPPED, and the quota where it is near.',
    '容量を得てから STOPPED になるまでのタスクの vCPU と、近い場合はクォータです。',
  ],
  ['Running tasks by capacity provider', 'キャパシティープロバイダー別の実行中のタスク'],
  ['Tasks in RUNNING by the provider that their strategy chose, stacked.', '戦略が選んだプロバイダー別の RUNNING のタスクの積み上げです。'],
  ['Fleet map', 'フリートの地図'],
  ['Fleet of {name}', '{name} のフリート'],
  [
    'A row for each instance, filled by the share of it that tasks reserve, coloured by its state: how they pack, what stays free, drains and is lost.',
    '1 行がインスタンス 1 台です。塗りはタスクが予約する割合、色は状態で、詰まり方、空き、ドレイン、喪失がわかります。',
  ],
  [
    'A row for {count} instances, filled by the share of it that tasks reserve, coloured by its state: how they pack, what stays free, drains and is lost.',
    '1 行がインスタンス {count} 台です。塗りはタスクが予約する割合、色は状態で、詰まり方、空き、ドレイン、喪失がわかります。',
  ],
  ['Requests to {name} by deployment', 'デプロイ別の {name} へのリクエスト'],
  ['Requests to {name}', '{name} へのリクエスト'],
  ['Messages to {name}', '{name} へのメッセージ'],
  [
    'Requests a second on average over each interval: those that came, those that were served, those turned away, and those lost at tasks that did not answer.',
    '各区間の 1 秒あたりの平均リクエスト数: 到着、処理、拒否、応答しないタスクで失われたものです。',
  ],
  [
    'Messages a second on average over each interval: those that came, those that were served, those turned away, and those lost at tasks that did not answer.',
    '各区間の 1 秒あたりの平均メッセージ数: 到着と処理です。',
  ],
  ['Desired and running tasks of {name}', '{name} の必要なタスク数と実行中のタスク数'],
  [
    'Tasks in RUNNING and the desired count, with each change that service auto scaling made to it.',
    'RUNNING のタスクと必要なタスク数、サービスの自動スケーリングによる各変更です。',
  ],
  ['Utilisation of {name}', '{name} の使用率'],
  [
    'Used CPU and memory, as shares of what its tasks reserve, and the targets of its scaling policies.',
    'タスクの予約に対する CPU とメモリの使用率と、スケーリングポリシーのターゲットです。',
  ],
  ['Backlog of {name}', '{name} のバックログ'],
  ['Requests that wait at the end of each interval.', '各区間の終わりに待っているリクエストです。'],
  ['Messages that wait at the end of each interval.', '各区間の終わりに待っているメッセージです。'],
  ['Oldest message to {name}', '{name} への最も古いメッセージ'],
  [
    'Time that the message at the head of the queue has waited; 0 where none is left at the end of the interval.',
    'キューの先頭のメッセージが待った時間です。区間の終わりに残っていなければ 0 です。',
  ],
  ['Wait of requests to {name}, p95', '{name} へのリクエストの待ち時間、p95'],
  [
    'Nineteen of twenty served requests waited no longer; the worst minute of each interval.',
    '処理されたリクエストの 20 件中 19 件の待ち時間はこれ以下です。各区間で最も悪い 1 分の値です。',
  ],
  ['Response time of {name}', '{name} の応答時間'],
  [
    'From the arrival of a request to the end of its service, mean of those served in each interval, and the bounds of policies and alarms.',
    'リクエストの到着から処理の終わりまでの、各区間の平均と、ポリシーとアラームの境界です。',
  ],
  [
    'Requests a second that each deployment of the service got, on average over each interval.',
    'サービスの各デプロイが受けた 1 秒あたりのリクエストの、各区間の平均です。',
  ],
  ['Instances of {name}', '{name} のインスタンス'],
  [
    'Instances that tasks need (M), that run (N) and that the group is asked to have, with each change of DesiredCapacity.',
    'タスクに必要な数（M）、実行中の数（N）、グループに求められた数と、希望する容量の各変更です。',
  ],
  ['Instances by purchase option', '購入オプション別のインスタンス'],
  ['Instances paid for, stacked: On-Demand and Spot.', '課金されるインスタンスの積み上げ: オンデマンドとスポットです。'],
  ['CapacityProviderReservation of {name}', '{name} の CapacityProviderReservation'],
  [
    'The metric 100 M / N against its target: above it the group grows, below it for a while the group shrinks.',
    'メトリクス 100 M / N とターゲットです。上回るとグループが大きくなり、しばらく下回ると小さくなります。',
  ],
  ['Tasks by state', '状態別のタスク'],
  [
    'Living tasks, daemons included, stacked: those that run, start, wait and stop.',
    'デーモンを含む存在するタスクの積み上げ: 実行中、起動中、待機中、停止中です。',
  ],
  ['Wait from request to RUNNING', '要求から RUNNING までの待ち時間'],
  ['The share of started tasks by their wait.', '起動したタスクの、待ち時間別の割合です。'],
  ['Reserved share of what instances have', 'インスタンスの予約率'],
  [
    'CPU, memory and network interfaces that tasks reserve, as a share of all registered instances.',
    'タスクが予約する CPU、メモリ、ネットワークインターフェイスの、登録された全インスタンスに対する割合です。',
  ],
  ['Cost so far', 'これまでの費用'],
  ['The bill since the start.', '開始からの請求額です。'],
  ['Tasks of {name}', '{name} のタスク'],
  [
    'Tasks that run, those of them that are healthy, and the desired count, with each deployment that begins, is COMPLETED or FAILED.',
    '実行中のタスク、そのうち正常なもの、必要なタスク数と、各デプロイの開始、COMPLETED、FAILED です。',
  ],
  ['What happened, and why', '起きたことと理由'],
  [
    'Every decision of scaling, deployment, interruption and fault at its time.',
    'スケーリング、デプロイ、中断、障害の各決定とその時刻です。',
  ],
  ['Point at one for its reason, or read the table below.', '指すと理由が表示されます。'],
  ['What tasks waited for', 'タスクが待ったもの'],
  [
    'The mean wait from request to RUNNING, cause after cause: each begins where the one before it ends.',
    '要求から RUNNING までの平均の待ち時間を、原因ごとに順に並べたものです。',
  ],
  ['Tasks that waited longest', '最も長く待ったタスク'],
  [
    'A bar for each task with the time of its request, split by the causes of its wait.',
    'タスクごとの棒で、要求の時刻を示し、待った原因で分けてあります。',
  ],
];
