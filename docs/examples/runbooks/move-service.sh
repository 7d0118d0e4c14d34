# Move a service to other capacity under a drain, delete it, and use its name again.
for instance in $(aws ecs list-container-instances --query 'containerInstanceArns[:2]' --output text); do
  aws ecs update-container-instances-state --container-instances $instance --status DRAINING --query 'containerInstances[0].status' --output text
done
aws ecs update-service --service web --force-new-deployment --capacity-provider-strategy capacityProvider=spot,weight=1 --query 'service.capacityProviderStrategy[0].capacityProvider' --output text
aws ecs wait services-stable --services web mail checkout
aws ecs describe-services --services web mail checkout --query 'services[].[serviceName, runningCount, deployments[0].rolloutState]' --output text
tasks=$(aws ecs list-tasks --service-name web --query 'taskArns' --output text)
aws ecs describe-tasks --tasks $tasks --query 'tasks[].capacityProviderName' --output text
aws ecs delete-service --service web --force --query service.status --output text
aws ecs wait services-inactive --services web
aws ecs create-service --service-name web --task-definition web:2 --desired-count 1 --launch-type EC2 --query service.status --output text
aws ecs describe-services --services web --query 'services[0].[taskDefinition, runningCount]' --output text

# Prints:
# DRAINING
# DRAINING
# spot
# web	4	COMPLETED
# mail	2	COMPLETED
# checkout	2	COMPLETED
# spot	spot	spot	spot
# DRAINING
# ACTIVE
# arn:aws:ecs:us-east-1:111122223333:task-definition/web:2	1
