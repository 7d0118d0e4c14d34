# Deploy badly, and let the breaker roll back.
aws ecs update-service --service web --deployment-configuration 'deploymentCircuitBreaker={enable=true,rollback=true}' --query service.status --output text
aws ecs register-task-definition --family web --container-definitions '[{"name": "web", "image": "example/web:3", "cpu": 512, "memory": 512, "dockerLabels": {"drydock.failureMode": "{\"failedStarts\": 1}"}}]' --query taskDefinition.revision
aws ecs update-service --service web --task-definition web:3 --query 'service.deployments[].rolloutState' --output text
aws ecs wait services-stable --services web
aws ecs describe-services --services web --query 'services[0].[taskDefinition, runningCount]' --output text
aws ecs describe-services --services web --query "services[0].events[?contains(message, 'rolling back')] | length(@)"

# Prints:
# ACTIVE
# 3
# IN_PROGRESS	COMPLETED
# arn:aws:ecs:us-east-1:111122223333:task-definition/web:1	4
# 1
