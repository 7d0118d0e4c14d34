# Compute a backlog per task.
aws cloudwatch put-metric-data --namespace Shop --metric-name Backlog --value 40
aws cloudwatch put-metric-data --namespace Shop --metric-name Consumers --value 4
curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"by": "1m"}' > /dev/null
metric() { echo "{\"Id\": \"$1\", \"ReturnData\": false, \"MetricStat\": {\"Metric\": {\"Namespace\": \"Shop\", \"MetricName\": \"$2\"}, \"Period\": 60, \"Stat\": \"Average\"}}"; }
aws cloudwatch get-metric-data --start-time 2026-02-01T00:00:00Z --end-time 2026-02-01T06:00:00Z --metric-data-queries "[$(metric a Backlog), $(metric b Consumers), {\"Id\": \"e\", \"Expression\": \"a / b\"}]" --query 'MetricDataResults[].[Id, Values[0]]' --output text

# Prints:
# e	10.0
