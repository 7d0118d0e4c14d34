/** The words of the lessons. `{name}` is a figure of the lesson's runs, formatted; every other number stands in the scenario or is worked out. */
export const lessonsEn = {
  'lesson.metric.title': 'The metric of the scaler',
  'lesson.metric.situation':
    'Cluster auto scaling measures one number of a group: the instances that its tasks need (M), as a share of those that run (N), in percent. Eight tasks fill two instances. At 1h sixteen more come, and at 3h they go. At a target of 100 the group grows to {peak}, because four tasks fit on an instance and `24 / 4 = 6`.',
  'lesson.metric.question': 'How many instances are there at the peak when the target capacity is 50?',
  'lesson.metric.variant.half': 'Target capacity 50',
  'lesson.metric.answer':
    'There are {halfPeak}. The group wants M to be half of N: `6 / 0.5 = 12`. Half of the capacity stays free for tasks that come, and is paid for.',

  'lesson.packing.title': 'Packing and scale-in',
  'lesson.packing.situation':
    'A service of 24 tasks shrinks to 8 at 10h and stays there for the rest of the day. The group may only end an instance on which no task is left. With `binpack` the day costs {cost}.',
  'lesson.packing.question':
    'The same tasks are spread over the instances. What does the day cost? First estimate how many instances will be empty.',
  'lesson.packing.variant.spread': 'Spread over instances',
  'lesson.packing.answer':
    'It costs {spreadCost}, with {spreadIns} scale-ins. Eight tasks that are spread over {peak} instances leave one or two on each, so none is empty and none may go. Packed, the tasks that stop are those of whole instances.',

  'lesson.headroom.title': 'Headroom, and its price',
  'lesson.headroom.situation':
    'Every hour four jobs come that need an instance. At a target of 75 the group keeps one instance in four empty for them: half of the tasks wait {wait} or less, and the day costs {cost}.',
  'lesson.headroom.question': 'How long is the median wait without headroom, at a target of 100?',
  'lesson.headroom.variant.none': 'Target capacity 100',
  'lesson.headroom.variant.double': 'Target capacity 50',
  'lesson.headroom.answer':
    'It is {noneWait}: the tasks wait for an instance to boot, and the day costs {noneCost}. Twice the headroom, a target of 50, costs {doubleCost} and brings the wait to {doubleWait}. Little was left to gain.',

  'lesson.warmUp.title': 'The warm-up between two steps',
  'lesson.warmUp.situation':
    'At 1h come 60 jobs to an empty group. It begins with two instances, whatever the queue, and only the second step has the real need. That step comes when the instances of the first have booted and are warm. With a warm-up of 60 seconds the longest wait is {wait}.',
  'lesson.warmUp.question': 'The warm-up is 300 seconds. By how many seconds does the longest wait grow?',
  'lesson.warmUp.variant.long': 'Warm-up 300 s',
  'lesson.warmUp.answer':
    'By {answer}, to {longWait}. The second step comes later, by `300 - 60 = 240` seconds at most. It is less here, for the step waits for the boot of the first instances even when their warm-up is short, and the group is measured once a minute. The group ends at {longPeak} instances as before, for a warm-up decides when it grows, not by how much.',

  'lesson.interfaces.title': 'Another limit than CPU',
  'lesson.interfaces.situation':
    'Each of 24 tasks has a network interface of its own. An m5.large has three, and needs one itself, so it takes two tasks. The group has {peak} instances, whose CPU is reserved by {cpu}.',
  'lesson.interfaces.question':
    'With a trunk an m5.large takes ten such tasks. How many instances are needed? A task reserves 256 of 2048 CPU units.',
  'lesson.interfaces.variant.trunk': 'With trunking',
  'lesson.interfaces.answer':
    '{trunkPeak} instances: by interfaces the tasks would fit three, and by CPU they need `24 * 256 / 2048 = 3`. The bill goes from {cost} to {trunkCost}. Look which resource is full before you choose a larger type.',

  'lesson.nightly.title': 'A batch at night',
  'lesson.nightly.situation':
    'At 2h come 80 jobs of about 20 minutes. The group grows to {peak} instances, the longest wait is {wait}, and the day costs {cost}. EC2 bills by the second: twenty instances for an hour cost what one costs for twenty hours.',
  'lesson.nightly.question': 'A colleague wants to save by a ceiling of six instances. By how many percent does the bill fall?',
  'lesson.nightly.variant.ceiling': 'At most 6 instances',
  'lesson.nightly.variant.sooner': 'Scale-in after 5 minutes',
  'lesson.nightly.answer':
    'By {answer}: the day costs {ceilingCost}, and the longest wait is {ceilingWait}. The work is the same, so a ceiling saves only the idle time after the batch. A scale-in after 5 minutes below the target would save a part of it without any wait: {soonerCost} and {soonerWait}. ECS has no such setting, and users ask for it.',

  'lesson.twoLoops.title': 'Two loops and their lag',
  'lesson.twoLoops.situation':
    'At 9h the traffic triples within five minutes. One loop adds tasks when they are busy, another adds instances when tasks find no room, and the second begins when the first is done. Of {requests} requests {shed} are turned away. Half of the tasks wait {wait} or less.',
  'lesson.twoLoops.question': 'A target of 70 keeps room for tasks. How many of the lost requests does it save?',
  'lesson.twoLoops.option.all': 'All of them',
  'lesson.twoLoops.option.most': 'More than half',
  'lesson.twoLoops.option.some': 'Half or fewer',
  'lesson.twoLoops.variant.headroom': 'Target capacity 70',
  'lesson.twoLoops.answer':
    '{roomShed} are still turned away, although the median wait is only {roomWait}. Headroom shortens the second loop. The rest is lost in the first, which needs three minutes of data before it acts. Then it adds about a quarter at a time, because the CPU of a full task is at 75 %: `75 / 60 = 1.25`. A scheduled action acts before the traffic comes.',

  'lesson.overshoot.title': 'A deployment that needs twice the room',
  'lesson.overshoot.situation':
    'Six tasks, each with an instance to itself, are replaced at 30m. The default of 200 % asks for six more beside them, and the group grows to {peak} instances.',
  'lesson.overshoot.question': 'A minimum of 50 % and a maximum of 100 % are set. How many instances are there at the peak?',
  'lesson.overshoot.variant.halves': '50 % to 100 %',
  'lesson.overshoot.answer':
    'There are {halvesPeak}: three tasks stop, three start, and again. The price is that half of the tasks are missing for some minutes.',

  'lesson.breaker.title': 'An image that does not start',
  'lesson.breaker.situation':
    'At 10m a version comes whose tasks fail as they start. The circuit breaker counts failures: half of the desired count of 8, and at least 3. The scheduler acts at its turns, so a few more may fail before. {failed} tasks fail, and the service goes back to the old version.',
  'lesson.breaker.question': 'Without the breaker, how many tasks fail to start by the end of the hour?',
  'lesson.breaker.variant.off': 'Without the breaker',
  'lesson.breaker.answer':
    '{offFailed} fail. The service tries without end, and waits longer each time, so there are not hundreds. Users notice nothing, because no old task may stop before a new one is healthy. So the failure may stay unnoticed for days.',

  'lesson.spotNotice.title': 'Two minutes of notice',
  'lesson.spotNotice.situation':
    'At 1h EC2 takes back {interrupted} of eight Spot Instances, with two minutes of notice. Their agents drain them: tasks start elsewhere before the old ones stop, and {lost} tasks are lost.',
  'lesson.spotNotice.question':
    'Draining is off, which is the default of the agent. The service has 24 tasks. How many go down with their instances?',
  'lesson.spotNotice.variant.off': 'Without draining',
  'lesson.spotNotice.answer':
    '{offLost} go down. The same instances go at the same second, and their replacements start only then. Set `ECS_ENABLE_SPOT_INSTANCE_DRAINING`, or let the capacity provider drain.',

  'lesson.breakEven.title': 'Instances or Fargate',
  'lesson.breakEven.situation':
    'The same service runs twice for a week: on m5.xlarge for {instances}, four tasks to an instance, and on Fargate for {fargate}. A task costs $0.048 an hour on a full instance and $0.0538 on Fargate, so instances win when they are full by more than `0.048 / 0.0538 = 0.89`. Their CPU is reserved by {cpu}.',
  'lesson.breakEven.question': 'Which is cheaper when the target capacity of the instances is 80?',
  'lesson.breakEven.option.instances': 'The instances',
  'lesson.breakEven.option.serverless': 'Fargate',
  'lesson.breakEven.option.same': 'They cost the same within 1 %',
  'lesson.breakEven.variant.target80': 'Target capacity 80',
  'lesson.breakEven.answer':
    'The instances cost {roomInstances} now, against {fargate} on Fargate. Their CPU is reserved by {roomCpu}: a fifth is kept empty, and headroom is what Fargate does not sell you.',

  'lesson.examination.title': 'The examination: a group that never rests',
  'lesson.examination.situation':
    'One task runs for an hour, every 3h, at a target of 90. The group scales out {outs} times and has two instances each time. Explain the second instance with the number of the first lesson.',
  'lesson.examination.question': 'What stops the group from scaling out?',
  'lesson.examination.option.keepOne': 'One instance that stays, at the target of 90',
  'lesson.examination.option.full': 'One instance that stays, and a target of 100',
  'lesson.examination.option.neither': 'Neither',
  'lesson.examination.variant.keepOne': 'At least 1 instance',
  'lesson.examination.variant.full': 'At least 1 instance, target 100',
  'lesson.examination.answer':
    'An empty group begins with two instances. With both it is at `100 * 1 / 2 = 50` percent, below the target of 90. With one of them it would be at 100 %, above the target, so it keeps the second until the task has ended. An instance that stays changes nothing of that: {keepOuts} scale-outs, for {keepCost} instead of {cost}. At a target of 100 one busy instance is enough: {fullOuts} scale-outs, for {fullCost}.',
};
