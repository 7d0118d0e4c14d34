"""Makes tasks of Google's cluster trace of 2011: from task_events, a row for each time that a task was scheduled.

zcat task_events/*.csv.gz | python3 google-tasks.py > tasks.csv
"""

import csv
import sys

TIME, JOB, INDEX, EVENT, CPU, MEMORY = 0, 2, 3, 5, 9, 10
SCHEDULE = '1'
ENDS = {'2', '3', '4', '5', '6'}  # EVICT, FAIL, FINISH, KILL, LOST

running = {}
tasks = csv.writer(sys.stdout, lineterminator='\n')
tasks.writerow(['task', 'start_us', 'end_us', 'cpu', 'memory'])


def write(start, end_us):
    tasks.writerow([f'{start[JOB]}-{start[INDEX]}', start[TIME], end_us, start[CPU], start[MEMORY]])


for event in csv.reader(sys.stdin):
    task = event[JOB], event[INDEX]
    if event[EVENT] == SCHEDULE:
        running[task] = event
    elif event[EVENT] in ENDS and task in running:
        write(running.pop(task), event[TIME])
for start in running.values():
    write(start, '')
