# Deploy, watch the share of errors, and go back.
metric() { echo "{\"Id\": \"$1\", \"ReturnData\": false, \"MetricStat\": {\"Metric\": {\"Namespace\": \"Shop\", \"MetricName\": \"$2\"}, \"Period\": 60, \"Stat\": \"Sum\"}}"; }
aws cloudwatch put-metric-alarm --alarm-name errors --metrics "[$(metric bad Errors), $(metric all Requests), {\"Id\": \"share\", \"Expression\": \"100 * bad / all\"}]" --evaluation-periods 1 --threshold 5 --comparison-operator GreaterThanThreshold --treat-missing-data notBreaching
aws ecs update-service --service web --task-definition web:2 --query 'service.deployments[0].rolloutState' --output text
aws ecs wait services-stable --services web
for errors in 2 9; do
  aws cloudwatch put-metric-data --namespace Shop --metric-name Errors --value $errors
  aws cloudwatch put-metric-data --namespace Shop --metric-name Requests --value 100
  curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"by": "1m"}' > /dev/null
  state=$(aws cloudwatch describe-alarms --alarm-names errors --query 'MetricAlarms[0].StateValue' --output text)
  echo "$errors % of errors: $state"
  [ "$state" = OK ] || aws ecs update-service --service web --task-definition web:1 --query 'service.deployments[0].rolloutState' --output text
done
aws ecs wait services-stable --services web
aws ecs describe-services --services web --query 'services[0].[taskDefinition, runningCount]' --output text

# Prints:
# IN_PROGRESS
# 2 % of errors: OK
# 9 % of errors: ALARM
# IN_PROGRESS
# arn:aws:ecs:us-east-1:111122223333:task-definition/web:1	4
