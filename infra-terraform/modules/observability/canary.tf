# Asks the API from outside as a client does: that it is up, and that nobody gets in without a key.
# canary/pack.py packs the script; a test holds the two together.

locals {
  canary         = "${var.name}-api"
  canary_arn     = "arn:${local.partition}:synthetics:${local.region}:${var.account_id}:canary:${local.canary}"
  canary_results = "${var.name}-${var.account_id}-${local.region}-canary"
}

module "canary_results" {
  source = "../bucket"
  count  = var.canary == null ? 0 : 1

  name            = local.canary_results
  encryption      = { kms_key_arn = var.key.arn }
  access_logging  = { bucket = var.canary.access_logs }
  lifecycle_rules = { results = { expiration_days = 30 } }
  noncurrent_days = 1
  force_destroy   = var.canary.force_destroy
}

module "canary_role" {
  source = "../iam"
  count  = var.canary == null ? 0 : 1

  name        = "${var.name}-${local.region}-canary"
  description = "The canary that asks the API of ${var.name}."
  service     = "lambda.amazonaws.com"
  account_id  = var.account_id

  # Lambda does not send the account when it takes a function's role.
  check_source_account = false

  statements = {
    WriteResults = {
      actions   = ["s3:PutObject", "s3:GetObject"]
      resources = ["arn:${local.partition}:s3:::${local.canary_results}/*"]
      reason    = "Synthetics names the results itself, in a bucket that holds nothing else."
    }
    FindResults = {
      actions   = ["s3:GetBucketLocation"]
      resources = ["arn:${local.partition}:s3:::${local.canary_results}"]
    }
    UseKey = {
      actions    = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources  = [local.keys]
      reason     = local.key_reason
      conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.key.alias] }]
    }
    WriteLog = {
      actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      resources = ["arn:${local.partition}:logs:${local.region}:${var.account_id}:log-group:/aws/lambda/cwsyn-${local.canary}-*"]
      reason    = "Synthetics ends the name of the function, and so of its log, with an id of its own."
    }
    Measure = {
      actions    = ["cloudwatch:PutMetricData"]
      resources  = ["*"]
      reason     = "The action knows no resources; the condition narrows it to the namespace of Synthetics."
      conditions = [{ test = "StringEquals", variable = "cloudwatch:namespace", values = ["CloudWatchSynthetics"] }]
    }
    Look = {
      actions   = ["s3:ListAllMyBuckets", "xray:PutTraceSegments"]
      resources = ["*"]
      reason    = "These actions know no resources; Synthetics asks for them."
    }
  }
}

resource "aws_synthetics_canary" "api" {
  count = var.canary == null ? 0 : 1

  name                 = local.canary
  artifact_s3_location = "s3://${module.canary_results[0].id}/results"
  execution_role_arn   = module.canary_role[0].arn
  handler              = "ingest.handler"
  zip_file             = "${path.module}/canary/canary.zip"
  runtime_version      = var.canary.runtime
  start_canary         = true
  delete_lambda        = true

  success_retention_period = 7
  failure_retention_period = 30

  schedule {
    expression = "rate(${var.canary.minutes} minutes)"
  }

  run_config {
    timeout_in_seconds = 60
    active_tracing     = true

    environment_variables = {
      API_HOST   = var.api.host
      API_PREFIX = trimsuffix(var.api.path, "/health")
    }
  }

  artifact_config {
    s3_encryption {
      encryption_mode = "SSE_KMS"
      kms_key_arn     = var.key.arn
    }
  }

  tags = { Name = local.canary }
}
