data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  stream    = "${var.name}-events"

  # By their names, so that the policies can be read in a plan.
  stream_arn       = "arn:${local.partition}:kinesis:${local.region}:${var.account_id}:stream/${local.stream}"
  dead_letters_arn = "arn:${local.partition}:kinesis:${local.region}:${var.account_id}:stream/${var.name}-dead-letters"

  encrypt = {
    actions    = ["kms:GenerateDataKey"]
    resources  = ["arn:${local.partition}:kms:${local.region}:${var.account_id}:key/*"]
    reason     = "A key's id is not known before the key exists; the condition narrows it to the one with the alias."
    conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.stream_key.alias] }]
  }
}

module "api_role" {
  source = "../iam"

  name        = "${var.name}-${local.region}-ingest-api"
  description = "Puts what the ingestion API takes into the stream."
  service     = "apigateway.amazonaws.com"
  account_id  = var.account_id

  statements = {
    Put     = { actions = ["kinesis:PutRecord", "kinesis:PutRecords"], resources = [local.stream_arn] }
    Encrypt = local.encrypt
  }
}

module "api_log_role" {
  source = "../iam"
  count  = var.account_logging ? 1 : 0

  name        = "${var.name}-${local.region}-api-logs"
  description = "Writes the logs of the APIs of this account and region."
  service     = "apigateway.amazonaws.com"
  account_id  = var.account_id

  statements = {
    Write = {
      actions = [
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams",
        "logs:PutLogEvents", "logs:GetLogEvents", "logs:FilterLogEvents",
      ]
      resources = ["arn:${local.partition}:logs:${local.region}:${var.account_id}:*"]
      reason    = "API Gateway has one role for the account, names the groups of its execution logs itself, and refuses a role that may do less."
    }
  }
}

module "iot_role" {
  source = "../iam"
  count  = var.iot_topic == "" ? 0 : 1

  name        = "${var.name}-${local.region}-ingest-iot"
  description = "Puts what devices send into the stream, and what fails into the dead-letter stream."
  service     = "iot.amazonaws.com"
  account_id  = var.account_id

  statements = {
    Put     = { actions = ["kinesis:PutRecord"], resources = [local.stream_arn, local.dead_letters_arn] }
    Encrypt = local.encrypt
  }
}
