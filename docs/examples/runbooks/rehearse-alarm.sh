# Rehearse an alarm.
aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id service/default/web --scalable-dimension ecs:service:DesiredCount --min-capacity 2 --max-capacity 8 > /dev/null
policy=$(aws application-autoscaling put-scaling-policy --policy-name out --policy-type StepScaling --service-namespace ecs --resource-id service/default/web --scalable-dimension ecs:service:DesiredCount --step-scaling-policy-configuration '{"AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 2}], "Cooldown": 60}' --query PolicyARN --output text)
aws cloudwatch put-metric-alarm --alarm-name backlog --alarm-actions "$policy" --namespace Shop --metric-name Backlog --statistic Average --period 60 --evaluation-periods 1 --threshold 100 --comparison-operator GreaterThanThreshold --treat-missing-data notBreaching
aws cloudwatch set-alarm-state --alarm-name backlog --state-value ALARM --state-reason rehearsal
curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"by": "30s"}' > /dev/null
aws ecs describe-services --services web --query 'services[0].desiredCount'

# Prints:
# 6
