/** Sentences of runs in Japanese, as in `sentences-ja.ts`: faults, refreshes of instances, and what held services and tasks up. */
export const FAULTS_AND_WAITS_JA: readonly (readonly [english: string, japanese: string])[] = [
  [
    'At {at}[ for {length}], agentDisconnect {what}: {agents} agent(s) lost the connection; up to {tasks} task(s) waited meanwhile[, {requests} request(s) failed for AGENT].',
    '{at} 時点[から {length}]、agentDisconnect {what}: エージェント {agents} 個の接続が切れ、その間に最大 {tasks} 個のタスクが待ちました[。理由 AGENT で失敗した要求 {requests} 件]。',
  ],
  [
    'At {at}[ for {length}], agentDisconnect {what}: {agents} agent(s) lost the connection; no task waited meanwhile[, {requests} request(s) failed for AGENT].',
    '{at} 時点[から {length}]、agentDisconnect {what}: エージェント {agents} 個の接続が切れましたが、その間に待ったタスクはありません[。理由 AGENT で失敗した要求 {requests} 件]。',
  ],
  [
    'At {at}[ for {length}], instanceFailure {what}: {agents} agent(s) lost the connection for good; {instances} instance(s) ended, at most {time} later, as managed draining waits 48 h for tasks that cannot be stopped (groups.unhealthyEnds).',
    '{at} 時点[から {length}]、instanceFailure {what}: エージェント {agents} 個の接続が戻らず、インスタンス {instances} 台が {time} 以内に終了しました。マネージドドレインは、停止できないタスクを 48 時間待ちます（groups.unhealthyEnds）。',
  ],
  [
    'At {at}[ for {length}], instanceFailure {what}: {agents} agent(s) lost the connection for good; {instances} instance(s) ended, at most {time} later.',
    '{at} 時点[から {length}]、instanceFailure {what}: エージェント {agents} 個の接続が戻らず、インスタンス {instances} 台が {time} 以内に終了しました。',
  ],
  [
    'At {at}[ for {length}], apiThrottling {action}: {calls} call(s) {were} held up for at most {time}[ each]; up to {tasks} task(s) had to wait.',
    '{at} 時点[から {length}]、apiThrottling {action}: 呼び出し {calls} 件がそれぞれ最大 {time} 遅れ、最大 {tasks} 個のタスクが待ちました。',
  ],
  [
    'At {at}[ for {length}], apiThrottling {action}: {calls} call(s) {were} held up for at most {time}[ each]; up to {instances} instance(s) had to wait.',
    '{at} 時点[から {length}]、apiThrottling {action}: 呼び出し {calls} 件がそれぞれ最大 {time} 遅れ、最大 {instances} 台のインスタンスが待ちました。',
  ],
  [
    'At {at}[ for {length}], apiThrottling {action}: {calls} call(s) {were} held up for at most {time}.',
    '{at} 時点[から {length}]、apiThrottling {action}: 呼び出し {calls} 件が最大 {time} 遅れました。',
  ],
  [
    'At {at}[ for {length}], fargateRetirement: {tasks} task(s) on Fargate {were} retired, {first} of them before another was started in {places}, because maximumPercent left {services} no room for more, or no other could start.',
    '{at} 時点[から {length}]、fargateRetirement: Fargate のタスク {tasks} 個がリタイアしました。うち {first} 個は、代わりのタスクが起動する前です。maximumPercent の余裕がないか、代わりを起動できませんでした。',
  ],
  [
    'At {at}[ for {length}], fargateRetirement: {tasks} task(s) on Fargate {were} retired.',
    '{at} 時点[から {length}]、fargateRetirement: Fargate のタスク {tasks} 個がリタイアしました。',
  ],
  [
    'At {at}[ for {length}], spotInterruption {what}: {tasks} task(s) on Fargate had {their} notice.',
    '{at} 時点[から {length}]、spotInterruption {what}: Fargate のタスク {tasks} 個が通知を受けました。',
  ],
  [
    'At {at}[ for {length}], slowBoot {what}: {instances} instance(s) launched meanwhile took {mean} on average to register, at most {most}[; without it, {usual}].',
    '{at} 時点[から {length}]、slowBoot {what}: その間に起動したインスタンス {instances} 台の登録までの時間は、平均 {mean}、最長 {most} でした[（通常は {usual}）]。',
  ],
  [
    'At {at}[ for {length}], slowPull {what}: {tasks} task(s) that pulled images meanwhile took {mean} on average for that, at most {most}[; without it, {usual}].',
    '{at} 時点[から {length}]、slowPull {what}: その間にイメージを取得したタスク {tasks} 個の取得時間は、平均 {mean}、最長 {most} でした[（通常は {usual}）]。',
  ],
  [
    'At {at}[ for {length}], {what}: {tasks} task(s) failed to start meanwhile, because their images could not be pulled.',
    '{at} 時点[から {length}]、{what}: その間に {tasks} 個のタスクが、イメージを取得できずに起動に失敗しました。',
  ],
  [
    'At {at}[ for {length}], {what}: {tasks} task(s) failed to start meanwhile, because images could not be pulled.',
    '{at} 時点[から {length}]、{what}: その間に {tasks} 個のタスクが、イメージを取得できずに起動に失敗しました。',
  ],
  [
    'At {at}[ for {length}], {what}: {tasks} task(s) failed to start meanwhile, because a resource of theirs was not available.',
    '{at} 時点[から {length}]、{what}: その間に {tasks} 個のタスクが、必要なリソースを使えずに起動に失敗しました。',
  ],
  [
    'At {at}, {name}: instance refresh to {what}, except those that match: Successful after {time}, {instances} instance(s) replaced.',
    '{at} 時点、{name}: {what} へのインスタンスの更新（一致するものを除く）は {time} 後に Successful。置き換えたインスタンスは {instances} 台です。',
  ],
  [
    'At {at}, {name}: instance refresh to {what}: Successful after {time}, {instances} instance(s) replaced.',
    '{at} 時点、{name}: {what} へのインスタンスの更新は {time} 後に Successful。置き換えたインスタンスは {instances} 台です。',
  ],
  [
    '{name} looked for an instance {times} time(s) in vain and in a row: from {at} on ECS waited {first}[, then {more}] before the next look, even if there was room meanwhile.',
    '{name} は空きのあるインスタンスを続けて {times} 回探し、見つかりませんでした。{at} から、ECS は次に探すまで {first}[、その後は {more}]待ちました。その間に空きができても変わりません。',
  ],
  [
    '{name} looked for an instance {times} time(s) in vain, {row} of them in a row: from {at} on ECS waited {first}[, then {more}] before the next look, even if there was room meanwhile.',
    '{name} は空きのあるインスタンスを {times} 回（続けて {row} 回）探し、見つかりませんでした。{at} から、ECS は次に探すまで {first}[、その後は {more}]待ちました。その間に空きができても変わりません。',
  ],
  [
    '{tasks} task(s) of {name} still wait(s): {fit} of {all} instance(s) fit: {why}.',
    '{name} のタスク {tasks} 個が待機中です。合うインスタンスは {all} 台のうち {fit} 台です: {why}。',
  ],
  [
    '{tasks} task(s) of {name} failed to start, up to {row} in a row: from {at} on ECS waited {times} time(s) before the next, {time} in all; the longest wait was set to {most}.',
    '{name} のタスク {tasks} 個が起動に失敗しました（最大 {row} 回連続）。{at} から、ECS は次の起動まで {times} 回、合計 {time} 待ちました。設定された最長の待ち時間は {most} です。',
  ],
  [
    'From {at} on ECS kept room for the daemon {name} on {instances} instance(s), at the longest for {time}: it did not fit beside the other tasks ({why}), and other tasks could not take the room that came free.',
    '{at} から、ECS はインスタンス {instances} 台でデーモン {name} のために空きを確保しました（最長 {time}）。ほかのタスクと並べるには不足（{why}）で、空いた分をほかのタスクは使えませんでした。',
  ],
  [
    'It flaps: {undone} of these undid the one before, each by another policy: one of them moves against another.',
    '増減を繰り返しています: うち {undone} 回は直前の変更を打ち消し、どれも別のポリシーによります。ポリシーどうしが逆に動いています。',
  ],
  [
    'It flaps: {undone} of these undid the one before, all by one policy, whose metric moved from one side of its bounds to the other.',
    '増減を繰り返しています: うち {undone} 回は直前の変更を打ち消し、すべて同じポリシーによります。そのメトリクスが範囲の一方から他方へ動きました。',
  ],
  [
    'It flaps: {undone} of these undid the one before, {others} by another policy than the one before, and the others by the same.',
    '増減を繰り返しています: うち {undone} 回は直前の変更を打ち消し、{others} 回は別の、残りは同じポリシーによります。',
  ],
  [
    'From {at} on {name} was stuck for {time} with {tasks} task(s) on DRAINING instances, for it can never replace a task of {desired}: minimumHealthyPercent {min} keeps {keep} healthy, maximumPercent {max} allows {allow}; give a minimumHealthyPercent of at most {below} or a maximumPercent of at least {above}.',
    '{at} から、{name} は DRAINING のインスタンスにタスク {tasks} 個を残したまま {time} 止まりました。タスク {desired} 個のどれも置き換えられません。minimumHealthyPercent {min} では正常なタスクを {keep} 個保ち、maximumPercent {max} では {allow} 個までです。minimumHealthyPercent を {below} 以下に、または maximumPercent を {above} 以上にしてください。',
  ],
  [
    'From {at} on {name} was stuck to the end of the run with {tasks} task(s) of the deployment before, for it can never replace a task of {desired}: minimumHealthyPercent {min} keeps {keep} healthy, maximumPercent {max} allows {allow}; give a minimumHealthyPercent of at most {below} or a maximumPercent of at least {above}.',
    '{at} から終了まで、{name} は前のデプロイのタスク {tasks} 個を残したまま止まりました。タスク {desired} 個のどれも置き換えられません。minimumHealthyPercent {min} では正常なタスクを {keep} 個保ち、maximumPercent {max} では {allow} 個までです。minimumHealthyPercent を {below} 以下に、または maximumPercent を {above} 以上にしてください。',
  ],
  [
    'At {at}[ for {length}], taskFailure {what}: {tasks} task(s) began to fail.',
    '{at} 時点[から {length}]、taskFailure {what}: タスク {tasks} 個が応答に失敗し始めました。',
  ],
  [
    'At {at}[ for {length}], stopTask {what}: {tasks} task(s) stopped by a user.',
    '{at} 時点[から {length}]、stopTask {what}: ユーザーがタスク {tasks} 個を停止しました。',
  ],
  [
    'At {at}[ for {length}], terminate {what}: {instances} instance(s) ended, and {tasks} task(s) with {them}.',
    '{at} 時点[から {length}]、terminate {what}: インスタンス {instances} 台が終了し、タスク {tasks} 個が道連れになりました。',
  ],
  [
    'At {at}[ for {length}], executePolicy {what}: it changed DesiredCapacity.',
    '{at} 時点[から {length}]、executePolicy {what}: DesiredCapacity が変わりました。',
  ],
  [
    'At {at}[ for {length}], desiredCapacity {what}: no launch failed meanwhile.',
    '{at} 時点[から {length}]、desiredCapacity {what}: その間に失敗した起動はありません。',
  ],
  [
    'At {at}[ for {length}], fargateLaunchFailure {what}: up to {tasks} task(s) waited for Fargate, {requests} request(s) failed, {stopped} task(s) stopped in PROVISIONING.',
    '{at} 時点[から {length}]、fargateLaunchFailure {what}: 最大 {tasks} 個のタスクが Fargate を待ち、要求 {requests} 件が失敗し、タスク {stopped} 個が PROVISIONING で停止しました。',
  ],
  [
    'At {at}, {name}: instance refresh to {what}: still InProgress after {time}, {instances} instance(s) replaced.',
    '{at} 時点、{name}: {what} へのインスタンスの更新は {time} 後も InProgress。置き換えたインスタンスは {instances} 台です。',
  ],
  [
    '{type} is above its baseline in {hours} instance-hours, by {vcpu} vCPU-hours: CPU credits are not modelled.',
    '{type} は {hours} インスタンス時間でベースラインを {vcpu} vCPU 時間超えています。CPU クレジットはモデルにありません。',
  ],
  [
    'Unlimited mode bills up to {cost} for them; standard mode slows the tasks.',
    'Unlimited モードでは最大 {cost} が請求され、Standard モードではタスクが遅くなります。',
  ],
];
