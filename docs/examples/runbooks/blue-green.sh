# Shift traffic from blue to green.
aws ecs update-service --service checkout --task-definition web:2 --query 'service.deployments[].taskDefinition | length(@)'
aws ecs wait services-stable --services checkout
aws ecs describe-services --services checkout --query 'services[0].[taskDefinition, runningCount, length(deployments)]' --output text

# Prints:
# 2
# arn:aws:ecs:us-east-1:111122223333:task-definition/web:2	2	1
