# See a Spot notice drain its instance.
curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"to": "3h40s"}' > /dev/null
aws ecs list-container-instances --status DRAINING --query 'length(containerInstanceArns)'
aws ecs wait services-stable --services mail
aws ecs describe-services --services mail --query 'services[0].runningCount'

# Prints:
# 1
# 2
