import type { lessonsEn } from './lessons-en.js';

export const lessonsJa: Readonly<Record<keyof typeof lessonsEn, string>> = {
  'lesson.metric.title': 'スケーラーが見る指標',
  'lesson.metric.situation':
    'クラスターオートスケーリングが測るのは、グループごとに一つの値です。タスクに必要なインスタンス数 (M) が、動いているインスタンス数 (N) の何パーセントにあたるか、という値です。はじめは 8 個のタスクがインスタンス 2 台を埋めています。1h に 24 個に増え、3h に 8 個に戻ります。1 台には 4 個のタスクが載り、`24 / 4 = 6` なので、ターゲット 100 ではグループは {peak}まで増えます。',
  'lesson.metric.question': 'ターゲット容量を 50 にすると、ピーク時のインスタンスは何台になりますか。',
  'lesson.metric.variant.half': 'ターゲット容量 50',
  'lesson.metric.answer':
    '{halfPeak}になります。グループは M が N の半分になるようにするので、`6 / 0.5 = 12` です。キャパシティの半分が、これから来るタスクのために空けてあり、その分の料金もかかります。',

  'lesson.packing.title': '詰め込みとスケールイン',
  'lesson.packing.situation':
    '24 個のタスクを持つサービスが 10h に 8 個まで縮小し、その日はそのまま続きます。グループが終了できるのは、タスクが一つも残っていないインスタンスだけです。`binpack` では、1 日の料金は {cost} です。',
  'lesson.packing.question':
    '同じタスクをインスタンス間に分散 (spread) させると、1 日の料金はいくらになりますか。まず、空になるインスタンスの台数を見積もってください。',
  'lesson.packing.variant.spread': 'インスタンス間に分散',
  'lesson.packing.answer':
    '{spreadCost} です。スケールインは {spreadIns}です。8 個のタスクが {peak}に分散していると、どのインスタンスにもタスクが一つか二つ残ります。空になるものがないので、一台も終了できません。詰め込んでおけば、停止するタスクがインスタンス単位でまとまります。',

  'lesson.headroom.title': '余裕とその値段',
  'lesson.headroom.situation':
    '1 時間ごとに、インスタンス 1 台分にあたる 4 個のジョブが来ます。ターゲット 75 では、4 台に 1 台がそのために空けてあります。タスクの半数は待ち時間が {wait}以下で、1 日の料金は {cost} です。',
  'lesson.headroom.question': '余裕をなくして、ターゲットを 100 にすると、待ち時間の中央値はどれだけになりますか。',
  'lesson.headroom.variant.none': 'ターゲット容量 100',
  'lesson.headroom.variant.double': 'ターゲット容量 50',
  'lesson.headroom.answer':
    '{noneWait}です。タスクはインスタンスの起動を待つことになり、料金は {noneCost} になります。余裕を倍にしてターゲットを 50 にすると、料金は {doubleCost}、待ち時間は {doubleWait}です。もう縮める余地はほとんど残っていませんでした。',

  'lesson.warmUp.title': '二つのステップの間のウォームアップ',
  'lesson.warmUp.situation':
    '1h に、空のグループへ 60 個のジョブが来ます。待ち行列の長さにかかわらず、グループは二台から始まり、本当に必要な台数で増えるのは二回目のステップからです。そのステップは、最初のインスタンスが起動し、ウォームアップを終えてから来ます。ウォームアップが 60 秒のとき、最長の待ち時間は {wait}です。',
  'lesson.warmUp.question': 'ウォームアップを 300 秒にすると、最長の待ち時間は何秒延びますか。',
  'lesson.warmUp.variant.long': 'ウォームアップ 300 秒',
  'lesson.warmUp.answer':
    '{answer}延びて {longWait}になります。二回目のステップは最大で `300 - 60 = 240` 秒遅れます。ここではそれより短くなります。ウォームアップが短くても、ステップは最初のインスタンスの起動を待ち、測定は 1 分ごとだからです。最後の台数は {longPeak}で変わりません。ウォームアップが決めるのは増える時期で、増える量ではないからです。',

  'lesson.interfaces.title': 'CPU 以外の上限',
  'lesson.interfaces.situation':
    '24 個のタスクは、それぞれ自分のネットワークインターフェイスを持ちます。m5.large のインターフェイスは三つで、一つはインスタンス自身が使うので、載るタスクは二つです。グループは {peak}になり、予約されている CPU は {cpu} です。',
  'lesson.interfaces.question':
    'トランキングを有効にすると、m5.large にはこのタスクが十個載ります。インスタンスは何台必要ですか。タスク一つは 2048 CPU ユニットのうち 256 を予約します。',
  'lesson.interfaces.variant.trunk': 'トランキングあり',
  'lesson.interfaces.answer':
    '{trunkPeak}です。インターフェイスで見れば三台に収まり、CPU で見ても `24 * 256 / 2048 = 3` です。料金は {cost} から {trunkCost} になります。大きなタイプを選ぶ前に、どのリソースがいっぱいなのかを確かめてください。',

  'lesson.nightly.title': '夜のバッチ',
  'lesson.nightly.situation':
    '2h に、それぞれ約 20 分かかるジョブが 80 個来ます。グループは {peak}まで増え、最長の待ち時間は {wait}、1 日の料金は {cost} です。EC2 の課金は秒単位です。20 台を 1 時間使う料金は、1 台を 20 時間使う料金と同じです。',
  'lesson.nightly.question': '同僚が、上限を 6 台にして節約したいと言っています。料金は何パーセント下がりますか。',
  'lesson.nightly.variant.ceiling': '最大 6 台',
  'lesson.nightly.variant.sooner': '5 分でスケールイン',
  'lesson.nightly.answer':
    '{answer}下がります。料金は {ceilingCost}、最長の待ち時間は {ceilingWait}です。仕事の量は同じなので、上限で節約できるのはバッチの後の空き時間だけです。ターゲットを下回って 5 分でスケールインすれば、待ち時間を変えずに、その一部を節約できます。{soonerCost} と {soonerWait}です。ECS にそのような設定はなく、利用者から要望が出ています。',

  'lesson.twoLoops.title': '二つのループとその遅れ',
  'lesson.twoLoops.situation':
    '9h に、トラフィックが 5 分間で 3 倍になります。一つ目のループは、タスクが忙しいときにタスクを増やします。二つ目は、タスクの置き場所がないときにインスタンスを増やし、一つ目が終わってから始まります。{requests}のリクエストのうち、{shed}が拒否されます。タスクの半数は待ち時間が {wait}以下です。',
  'lesson.twoLoops.question':
    'ターゲットを 70 にして、タスクのための余裕を持たせます。失われていたリクエストのうち、どれだけを救えますか。',
  'lesson.twoLoops.option.all': 'すべて',
  'lesson.twoLoops.option.most': '半分より多い',
  'lesson.twoLoops.option.some': '半分以下',
  'lesson.twoLoops.variant.headroom': 'ターゲット容量 70',
  'lesson.twoLoops.answer':
    '待ち時間の中央値は {roomWait}まで縮みますが、それでも {roomShed}が拒否されます。余裕が縮めるのは二つ目のループです。残りは一つ目のループで失われます。このループは、動き出すまでに 3 分間のデータを必要とし、その後も一度に約四分の一ずつしか増やさないからです。満杯のタスクの CPU は 75 % なので、`75 / 60 = 1.25` です。スケジュールされたアクションなら、トラフィックが来る前に動けます。',

  'lesson.overshoot.title': '二倍の場所が要るデプロイ',
  'lesson.overshoot.situation':
    'それぞれインスタンスを 1 台占有する 6 個のタスクを、30m に入れ替えます。デフォルトの 200 % では、さらに 6 個を並べて起動しようとするので、グループは {peak}まで増えます。',
  'lesson.overshoot.question': '最小を 50 %、最大を 100 % にします。ピーク時のインスタンスは何台になりますか。',
  'lesson.overshoot.variant.halves': '50 % から 100 %',
  'lesson.overshoot.answer':
    '{halvesPeak}です。三つ停止しては三つ起動し、それを繰り返します。その代わり、数分の間はタスクが半分しかありません。',

  'lesson.breaker.title': '起動しないイメージ',
  'lesson.breaker.situation':
    '10m に、起動時に失敗するバージョンがデプロイされます。サーキットブレーカーは失敗を数えます。しきい値は、必要数 8 の半分で、少なくとも 3 です。スケジューラーは自分の順番が来たときに動くので、その前にもう少し失敗することがあります。{failed}のタスクが失敗し、サービスは元のバージョンに戻ります。',
  'lesson.breaker.question': 'サーキットブレーカーがないと、この 1 時間が終わるまでに、いくつのタスクが起動に失敗しますか。',
  'lesson.breaker.variant.off': 'サーキットブレーカーなし',
  'lesson.breaker.answer':
    '{offFailed}です。サービスは終わりなく試みますが、間隔がしだいに長くなるので、何百にはなりません。新しいタスクが正常になるまで古いタスクは停止できないので、利用者は何も気づきません。そのため、失敗が何日も見過ごされることがあります。',

  'lesson.spotNotice.title': '2 分前の通知',
  'lesson.spotNotice.situation':
    '1h に、EC2 は八台のスポットインスタンスのうち {interrupted}を、2 分前の通知とともに回収します。エージェントがそれらをドレインするので、古いタスクが停止する前に、代わりのタスクが別の場所で起動します。失われるタスクは {lost}です。',
  'lesson.spotNotice.question':
    'ドレインを無効にします。これはエージェントのデフォルトです。サービスには 24 個のタスクがあります。インスタンスとともに失われるタスクはいくつですか。',
  'lesson.spotNotice.variant.off': 'ドレインなし',
  'lesson.spotNotice.answer':
    '{offLost}です。同じインスタンスが同じ時刻になくなりますが、代わりのタスクが起動するのはその後です。`ECS_ENABLE_SPOT_INSTANCE_DRAINING` を設定するか、キャパシティプロバイダーにドレインさせてください。',

  'lesson.breakEven.title': 'インスタンスか Fargate か',
  'lesson.breakEven.situation':
    '同じサービスを 1 週間、二通りで動かします。1 台に四つのタスクが載る m5.xlarge では {instances}、Fargate では {fargate} です。タスク一つの 1 時間の料金は、満杯のインスタンスで $0.048、Fargate で $0.0538 です。インスタンスが有利なのは、`0.048 / 0.0538 = 0.89` より多く埋まっているときです。予約されている CPU は {cpu} です。',
  'lesson.breakEven.question': 'インスタンスのターゲット容量を 80 にすると、安いのはどちらですか。',
  'lesson.breakEven.option.instances': 'インスタンス',
  'lesson.breakEven.option.serverless': 'Fargate',
  'lesson.breakEven.option.same': '差は 1 % 以内',
  'lesson.breakEven.variant.target80': 'ターゲット容量 80',
  'lesson.breakEven.answer':
    'インスタンスは {roomInstances}、Fargate は {fargate} です。予約されている CPU は {roomCpu} です。五分の一が空けてあるからで、Fargate ではこのような余裕に料金を払うことはありません。',

  'lesson.examination.title': '試験: 休まないグループ',
  'lesson.examination.situation':
    '一つのタスクが 3h ごとに 1 時間動きます。ターゲットは 90 です。グループは {outs}スケールアウトし、そのたびに 2 台になります。2 台目の理由を、最初のレッスンの指標で説明してください。',
  'lesson.examination.question': 'スケールアウトをなくすのはどれですか。',
  'lesson.examination.option.keepOne': 'ターゲット 90 のまま、1 台を残す',
  'lesson.examination.option.full': '1 台を残し、ターゲットを 100 にする',
  'lesson.examination.option.neither': 'どちらでもない',
  'lesson.examination.variant.keepOne': '最小 1 台',
  'lesson.examination.variant.full': '最小 1 台、ターゲット 100',
  'lesson.examination.answer':
    '空のグループは 2 台から始まります。2 台なら `100 * 1 / 2 = 50` パーセントで、ターゲットの 90 を下回ります。1 台にすると 100 % でターゲットを上回るので、2 台目はタスクが終わるまで残ります。1 台を残しても何も変わりません。スケールアウトは {keepOuts}で、料金は {cost} から {keepCost} になります。ターゲットが 100 なら、タスクのあるインスタンス 1 台で足ります。スケールアウトは {fullOuts}、料金は {fullCost} です。',
};
