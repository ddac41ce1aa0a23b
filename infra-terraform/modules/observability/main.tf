# Who is told, and what else there is to look into. Alarms stand in alarms.tf, answers without
# somebody in responses.tf.

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id

  # By their names, so that what uses them can be read in a plan.
  topic_arns = { for topic in ["notices", "urgent"] : topic => "arn:${local.partition}:sns:${local.region}:${var.account_id}:${var.name}-${topic}" }

  keys       = "arn:${local.partition}:kms:${local.region}:${var.account_id}:key/*"
  key_reason = "A key's id is not known before the key exists; the condition narrows it to the one with the alias."
}

resource "aws_sns_topic" "this" {
  for_each = local.topic_arns

  name              = "${var.name}-${each.key}"
  display_name      = "${var.name} ${each.key}"
  kms_master_key_id = var.key.arn

  tags = { Name = "${var.name}-${each.key}" }
}

data "aws_iam_policy_document" "topic" {
  for_each = local.topic_arns

  statement {
    sid       = "Services"
    actions   = ["sns:Publish"]
    resources = [each.value]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }

  # By its documentation, EventBridge meets no conditions in the policy of a topic.
  statement {
    sid       = "Events"
    actions   = ["sns:Publish"]
    resources = [each.value]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [each.value]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  for_each = local.topic_arns

  arn    = aws_sns_topic.this[each.key].arn
  policy = data.aws_iam_policy_document.topic[each.key].json
}

resource "aws_sns_topic_subscription" "mail" {
  for_each = merge([for topic, addresses in var.notify : { for address in addresses : "${topic}/${address}" => { topic = topic, address = address } }]...)

  topic_arn = aws_sns_topic.this[each.value.topic].arn
  protocol  = "email"
  endpoint  = each.value.address
}

# What only a log tells, as a number.
resource "aws_cloudwatch_log_metric_filter" "job_errors" {
  name           = "${var.name}-job-errors"
  log_group_name = var.application.log_group
  pattern        = "{ $.messageType = \"ERROR\" }"

  metric_transformation {
    namespace     = var.name
    name          = "JobErrors"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_log_metric_filter" "throttled" {
  name           = "${var.name}-api-throttled"
  log_group_name = var.api.log_group
  pattern        = "{ $.status = 429 }"

  metric_transformation {
    namespace     = var.name
    name          = "ApiThrottled"
    value         = "1"
    default_value = "0"
  }
}

locals {
  questions = {
    "job/errors" = {
      group = var.application.log_group
      query = "filter messageType = 'ERROR' | stats count(*) as errors, latest(@timestamp) as last by logger, message | sort errors desc | limit 50"
    }
    "job/restarts" = {
      group = var.application.log_group
      query = "filter message like /switched from (RUNNING|RESTARTING|FAILING)/ | fields @timestamp, message, throwableInformation.0 | sort @timestamp desc | limit 100"
    }
    "job/checkpoints" = {
      group = var.application.log_group
      query = "filter message like /(?i)checkpoint/ and messageType != 'INFO' | fields @timestamp, message | sort @timestamp desc | limit 100"
    }
    "api/refused" = {
      group = var.api.log_group
      query = "filter status >= 400 | stats count(*) as requests by status, errorResponseType, apiKeyId, firewall | sort requests desc"
    }
    "api/slow" = {
      group = var.api.log_group
      query = "stats pct(latency, 50) as p50, pct(latency, 99) as p99, pct(streamLatency, 99) as stream_p99, count(*) as requests by bin(5m), path"
    }
  }
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = local.questions

  name            = "${var.name}/${each.key}"
  log_group_names = [each.value.group]
  query_string    = each.value.query
}

resource "aws_xray_sampling_rule" "api" {
  rule_name      = "${var.name}-ingest"
  version        = 1
  priority       = 1000
  reservoir_size = 1
  fixed_rate     = var.trace_percent / 100
  service_name   = "${var.api.name}/${var.api.stage}"
  service_type   = "AWS::ApiGateway::Stage"
  host           = "*"
  http_method    = "*"
  url_path       = "*"
  resource_arn   = "*"

  tags = { Name = "${var.name}-ingest" }
}

resource "aws_xray_group" "api" {
  group_name        = "${var.name}-ingest"
  filter_expression = "service(\"${var.api.name}/${var.api.stage}\") { fault = true OR responsetime > 1 }"

  insights_configuration {
    insights_enabled      = true
    notifications_enabled = true
  }

  tags = { Name = "${var.name}-ingest" }
}

# From outside, from several continents. Its own metrics are in us-east-1 only.
resource "aws_route53_health_check" "api" {
  count = var.api.check ? 1 : 0

  type              = "HTTPS_STR_MATCH"
  fqdn              = var.api.host
  port              = 443
  resource_path     = var.api.path
  search_string     = "\"up\""
  request_interval  = 30
  failure_threshold = 3
  measure_latency   = true
  enable_sni        = true

  tags = { Name = "${var.name}-ingest" }
}
