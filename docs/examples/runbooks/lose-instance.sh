# Lose an instance.
lost=$(aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names workers --query 'AutoScalingGroups[0].Instances[0].InstanceId' --output text)
aws ec2 terminate-instances --instance-ids $lost --query 'TerminatingInstances[0].CurrentState.Name' --output text
aws ecs wait services-stable --services web checkout
aws ecs describe-services --services web checkout --query 'services[].runningCount' --output text
aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names workers --query "AutoScalingGroups[0].[length(Instances), contains(Instances[].InstanceId, '$lost')]" --output text

# Prints:
# shutting-down
# 4	2
# 2	False
