# Shift task sets, as a deployment controller does.
aws ecs create-service --service-name shift --deployment-controller type=EXTERNAL --desired-count 4 --query service.status --output text
set_of() { aws ecs create-task-set --cluster default --service shift --task-definition $1 --launch-type EC2 --scale value=$2,unit=PERCENT --external-id $1 --query taskSet.id --output text; }
blue=$(set_of web:1 100)
aws ecs update-service-primary-task-set --cluster default --service shift --primary-task-set $blue --query taskSet.status --output text
green=$(set_of web:2 0)
for percent in 50 100; do
  aws ecs update-task-set --cluster default --service shift --task-set $green --scale value=$percent,unit=PERCENT > /dev/null
  aws ecs describe-task-sets --cluster default --service shift --query 'taskSets[].[externalId, runningCount, stabilityStatus]' --output text
done
aws ecs update-service-primary-task-set --cluster default --service shift --primary-task-set $green --query taskSet.status --output text
aws ecs delete-task-set --cluster default --service shift --task-set $blue --force --query taskSet.status --output text
aws ecs describe-services --services shift --query 'services[0].[taskDefinition, runningCount, length(taskSets)]' --output text

# Prints:
# ACTIVE
# PRIMARY
# web:1	4	STEADY_STATE
# web:2	2	STEADY_STATE
# web:1	4	STEADY_STATE
# web:2	4	STEADY_STATE
# PRIMARY
# DRAINING
# arn:aws:ecs:us-east-1:111122223333:task-definition/web:2	4	1
