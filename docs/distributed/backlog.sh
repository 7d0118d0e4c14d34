#!/bin/sh
# Tells CloudWatch once how many runs there are for each worker. Wants redis-cli, the AWS CLI, DRYDOCK_QUEUE, CLUSTER and SERVICE.
set -eu
runs() { redis-cli -u "$DRYDOCK_QUEUE" --no-auth-warning LLEN "{drydock}:runs:$1"; }
backlog=$(($(runs wait) + $(runs active)))
workers=$(aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" --query 'services[0].runningCount' --output text)
aws cloudwatch put-metric-data --namespace Drydock --metric-name RunsPerWorker --dimensions "Service=$SERVICE" \
  --value $((backlog / (workers > 0 ? workers : 1)))
