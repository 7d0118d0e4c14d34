# Let the group grow for waiting tasks.
aws ecs update-service --service web --desired-count 20 --query service.desiredCount
aws ecs wait services-stable --services web
aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names workers --query 'AutoScalingGroups[0].DesiredCapacity'
aws autoscaling describe-scaling-activities --auto-scaling-group-name workers --query "length(Activities[?starts_with(Description, 'Launching')])"

# Prints:
# 20
# 6
# 4
