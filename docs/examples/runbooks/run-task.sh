# Run a task from Python.
cat > run.py <<'END'
import boto3
ecs = boto3.client("ecs")
container = {"name": "job", "image": "example/job:1", "cpu": 256, "memory": 256, "dockerLabels": {"drydock.runTime": "10m"}}
ecs.register_task_definition(family="job", containerDefinitions=[container])
[task] = ecs.run_task(taskDefinition="job", launchType="EC2", startedBy="nightly")["tasks"]
ecs.get_waiter("tasks_running").wait(tasks=[task["taskArn"]])
print(len(ecs.list_tasks(startedBy="nightly")["taskArns"]))
END
/usr/bin/python3 run.py
curl -s -X POST "$AWS_ENDPOINT_URL/drydock/advance" -d '{"by": "11m"}' > /dev/null
task=$(aws ecs list-tasks --desired-status STOPPED --family job --query 'taskArns[0]' --output text)
aws ecs wait tasks-stopped --tasks $task
aws ecs describe-tasks --tasks $task --query 'tasks[0].stopCode' --output text

# Prints:
# 1
# EssentialContainerExited
