# Resize a group by hand.
aws autoscaling set-desired-capacity --auto-scaling-group-name spot --desired-capacity 4
curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"by": "10m"}' > /dev/null
aws ecs list-container-instances --status ACTIVE --query 'length(containerInstanceArns)'
aws autoscaling set-desired-capacity --auto-scaling-group-name spot --desired-capacity 5 2>&1 | grep -o 'ValidationError.*'

# Prints:
# 6
# ValidationError) when calling the SetDesiredCapacity operation: New SetDesiredCapacity value 5 is above max value 4 for the AutoScalingGroup.
