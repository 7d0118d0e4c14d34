"""Sums of a trace, recomputed from its published file without Drydock: prints JSON.

Usage: recomputed.py swf|opendc|azure FILE. The times are seconds from the earliest arrival.
"""
import csv, gzip, json, sys


def lines(path):
    with (gzip.open if path.endswith('.gz') else open)(path, 'rt') as file:
        yield from file


def swf(path):
    for line in lines(path):
        cells = line.split(';')[0].split()
        if cells:
            run = float(cells[3]) if float(cells[3]) != -1 else float(cells[8])
            cpus = float(cells[7]) if float(cells[7]) > 0 else float(cells[4])
            yield float(cells[1]), run, cpus


def opendc(path):
    for row in csv.DictReader(lines(path)):
        yield float(row['submission_time']) / 1000, float(row['duration']) / 1000, float(row['cpu_count'])


def azure(path):
    for row in csv.DictReader(lines(path)):
        if row['censored'] == '0' and row['duration_min_s'] == row['duration_max_s']:
            yield float(row['arrival_s']), float(row['duration_min_s']), float(row['vcpus'])


tasks = list({'swf': swf, 'opendc': opendc, 'azure': azure}[sys.argv[1]](sys.argv[2]))
first = min(at for at, _, _ in tasks)
last = max(at for at, _, _ in tasks) - first
# An end comes before an arrival of the same time.
steps = sorted([(at - first, 1, n) for at, _, n in tasks] + [(at - first + run, 0, -n) for at, run, n in tasks], key=lambda step: step[:2])
peak = now = count = most = 0
for _, kind, n in steps:
    now += n
    count += 1 if kind else -1
    peak, most = max(peak, now), max(most, count)
print(
    json.dumps(
        {
            'tasks': len(tasks),
            'vcpuSeconds': sum(run * n for _, run, n in tasks),
            'vcpuSecondsUntilLastArrival': sum((min(at - first + run, last) - (at - first)) * n for at, run, n in tasks),
            'lastArrival': last,
            'peakVcpus': peak,
            'peakTasks': most,
        }
    )
)
