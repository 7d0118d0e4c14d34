# Create a service.
aws ecs register-task-definition --family api --container-definitions '[{"name": "api", "image": "example/api:1", "cpu": 256, "memory": 256}]' --query taskDefinition.revision
aws ecs create-service --service-name api --task-definition api --desired-count 3 --launch-type EC2 --query service.status --output text
aws ecs wait services-stable --services api
aws ecs describe-services --services api --query 'services[0].[runningCount, deployments[0].rolloutState]' --output text

# Prints:
# 1
# ACTIVE
# 3	COMPLETED
