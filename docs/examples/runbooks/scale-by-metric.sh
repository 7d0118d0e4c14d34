# Scale by a metric of your own.
aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id service/default/web --scalable-dimension ecs:service:DesiredCount --min-capacity 2 --max-capacity 8 > /dev/null
aws application-autoscaling put-scaling-policy --policy-name orders --policy-type TargetTrackingScaling --service-namespace ecs --resource-id service/default/web --scalable-dimension ecs:service:DesiredCount --target-tracking-scaling-policy-configuration '{"TargetValue": 50, "CustomizedMetricSpecification": {"Namespace": "Shop", "MetricName": "OrdersWaiting", "Statistic": "Average"}}' > /dev/null
for minute in 1 2 3; do
  aws cloudwatch put-metric-data --namespace Shop --metric-name OrdersWaiting --value 100
  curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"by": "1m"}' > /dev/null
done
curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"by": "2m"}' > /dev/null
aws ecs describe-services --services web --query 'services[0].desiredCount'
aws cloudwatch get-metric-statistics --namespace Shop --metric-name OrdersWaiting --start-time 2026-02-01T00:00:00Z --end-time 2026-02-01T06:00:00Z --period 21600 --statistics SampleCount Maximum --query 'Datapoints[0].[SampleCount, Maximum]' --output text

# Prints:
# 8
# 3.0	100.0
