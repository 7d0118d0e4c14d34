#!/bin/sh
# Tells CloudWatch once how many runs there are for each worker. Wants drydock, the AWS CLI, DRYDOCK_QUEUE, CLUSTER and SERVICE.
set -eu
backlog=$(npx drydock worker --backlog)
workers=$(aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" --query 'services[0].runningCount' --output text)
aws cloudwatch put-metric-data --namespace Drydock --metric-name RunsPerWorker --dimensions "Service=$SERVICE" \
  --value $((backlog / (workers > 0 ? workers : 1)))
