# Place tasks by an attribute.
instance=$(aws ecs list-container-instances --query 'containerInstanceArns[-1]' --output text)
blue='type=memberOf,expression=attribute:stack == blue'
aws ecs run-task --task-definition web:1 --launch-type EC2 --placement-constraints "$blue" --query 'failures[].reason' --output text
aws ecs put-attributes --attributes name=stack,value=blue,targetId=$instance --query 'attributes[0].value' --output text
aws ecs run-task --task-definition web:1 --launch-type EC2 --placement-constraints "$blue" --query "tasks[0].containerInstanceArn == '$instance'"
aws ecs delete-attributes --attributes name=stack,targetId=$instance > /dev/null
aws ecs list-attributes --target-type container-instance --attribute-name stack --query 'attributes'

# Prints:
# MEMBER_OF
# blue
# true
# []
