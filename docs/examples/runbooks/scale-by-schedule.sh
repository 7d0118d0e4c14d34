# Scale by schedule.
aws application-autoscaling register-scalable-target --service-namespace ecs --resource-id service/default/web --scalable-dimension ecs:service:DesiredCount --min-capacity 2 --max-capacity 8 > /dev/null
aws application-autoscaling put-scheduled-action --service-namespace ecs --resource-id service/default/web --scalable-dimension ecs:service:DesiredCount --scheduled-action-name morning --schedule 'at(2026-02-01T02:00:00)' --scalable-target-action MinCapacity=6
curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"to": "1h59m"}' > /dev/null
aws ecs describe-services --services web --query 'services[0].desiredCount'
curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"to": "2h10m"}' > /dev/null
aws ecs describe-services --services web --query 'services[0].desiredCount'

# Prints:
# 4
# 6
