# Drain an instance for maintenance.
instance=$(aws ecs list-container-instances --query 'containerInstanceArns[0]' --output text)
aws ecs update-container-instances-state --container-instances $instance --status DRAINING --query 'containerInstances[0].status' --output text
aws ecs wait services-stable --services web checkout
aws ecs describe-container-instances --container-instances $instance --query 'containerInstances[0].runningTasksCount'
aws ecs update-container-instances-state --container-instances $instance --status ACTIVE --query 'containerInstances[0].status' --output text

# Prints:
# DRAINING
# 0
# ACTIVE
