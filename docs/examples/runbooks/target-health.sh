# See the targets of a load balancer.
group=$(aws elbv2 describe-target-groups --names checkout --query 'TargetGroups[0].TargetGroupArn' --output text)
aws elbv2 describe-target-health --target-group-arn $group --query 'TargetHealthDescriptions[].TargetHealth.State' --output text
aws ecs list-service-deployments --service checkout --query 'serviceDeployments[].status' --output text

# Prints:
# healthy	healthy
# SUCCESSFUL
