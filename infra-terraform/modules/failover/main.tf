# Taking over, from the region that does: nothing here needs the other one. A failover is started by
# somebody, because two regions that both believe they serve are worse than none for minutes:
#   aws stepfunctions start-execution --state-machine-arn <output failover>
# Route 53 moves clients by itself when the API of the first region is down from outside.

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id

  application_arn = "arn:${local.partition}:kinesisanalytics:${local.region}:${var.account_id}:application/${var.application.name}"
  stream_arn      = "arn:${local.partition}:kinesis:${local.region}:${var.account_id}:stream/${var.stream.name}"
  keys            = "arn:${local.partition}:kms:${local.region}:${var.account_id}:key/*"
  key_reason      = "A key's id is not known before the key exists; the condition narrows it to the one with the alias."

  machines = {
    failover = "Starts the job of this region, moves clients here, and verifies that their events are read."
    drill    = "Starts the job of this region, verifies that it reads, and stops it again where it did not run before."
  }
}

# What moves clients: 1 as long as this region serves. CloudWatch keeps the last word, as a missing
# number changes nothing.
resource "aws_cloudwatch_metric_alarm" "failed_over" {
  alarm_name          = "${var.name}-failed-over"
  alarm_description   = "This region serves; see docs/operations.md, Alarms, failed-over."
  namespace           = var.name
  metric_name         = "FailedOver"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "ignore"
  alarm_actions       = [var.topic_arns.urgent]
  ok_actions          = [var.topic_arns.urgent]

  tags = { Name = "${var.name}-failed-over" }
}

resource "aws_route53_health_check" "failed_over" {
  count = var.dns == null ? 0 : 1

  type                            = "CLOUDWATCH_METRIC"
  cloudwatch_alarm_name           = aws_cloudwatch_metric_alarm.failed_over.alarm_name
  cloudwatch_alarm_region         = local.region
  insufficient_data_health_status = "Healthy"

  tags = { Name = "${var.name}-failed-over" }
}

# The first region serves when its API answers from outside, and nobody has failed over.
resource "aws_route53_health_check" "primary" {
  count = var.dns == null ? 0 : 1

  type                   = "CALCULATED"
  child_healthchecks     = [var.dns.health_check_id, aws_route53_health_check.failed_over[0].id]
  child_health_threshold = 2

  tags = { Name = "${var.name}-primary" }
}

resource "aws_route53_record" "api" {
  for_each = merge([
    for dns in var.dns[*] : {
      PRIMARY   = { to = dns.primary, health_check_id = aws_route53_health_check.primary[0].id }
      SECONDARY = { to = dns.secondary, health_check_id = null }
    }
  ]...)

  zone_id         = var.dns.zone_id
  name            = var.dns.name
  type            = "A"
  set_identifier  = lower(each.key)
  health_check_id = each.value.health_check_id

  failover_routing_policy {
    type = each.key
  }

  alias {
    name                   = each.value.to.name
    zone_id                = each.value.to.zone_id
    evaluate_target_health = false # a regional API has none
  }
}

module "role" {
  source   = "../iam"
  for_each = local.machines

  name        = "${var.name}-${local.region}-${each.key}"
  description = each.value
  service     = "states.amazonaws.com"
  account_id  = var.account_id

  statements = merge(
    {
      Run = {
        actions   = concat(["kinesisanalytics:DescribeApplication", "kinesisanalytics:StartApplication"], each.key == "drill" ? ["kinesisanalytics:StopApplication"] : [])
        resources = [local.application_arn]
      }
      Measure = {
        actions   = ["cloudwatch:GetMetricStatistics"]
        resources = ["*"]
        reason    = "The action knows no resources; it reads numbers."
      }
      Tell = { actions = ["sns:Publish"], resources = [each.key == "drill" ? var.topic_arns.notices : var.topic_arns.urgent] }
      UseKey = {
        actions    = ["kms:Decrypt", "kms:GenerateDataKey"]
        resources  = [local.keys]
        reason     = local.key_reason
        conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.key.alias, var.stream.key_alias] }]
      }
      DeliverLog = {
        actions = [
          "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
          "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
        ]
        resources = ["*"]
        reason    = "Step Functions sets its log's delivery up by these actions, which know no resources."
      }
      Trace = {
        actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"]
        resources = ["*"]
        reason    = "These actions know no resources."
      }
    },
    each.key == "drill" ? { Send = { actions = ["kinesis:PutRecord"], resources = [local.stream_arn] } } : {},
    each.key == "failover" ? {
      Switch = {
        actions    = ["cloudwatch:PutMetricData"]
        resources  = ["*"]
        reason     = "The action knows no resources; the condition narrows it to the namespace of the stack."
        conditions = [{ test = "StringEquals", variable = "cloudwatch:namespace", values = [var.name] }]
      }
    } : {},
  )
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.machines

  name              = "/aws/vendedlogs/states/${var.name}-${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key.arn
}

resource "aws_sfn_state_machine" "this" {
  for_each = local.machines

  name     = "${var.name}-${each.key}"
  role_arn = module.role[each.key].arn
  type     = "STANDARD"

  # The alarm's own name, not the one known before: the provider asks AWS to validate a definition that
  # a plan knows, and would need an account for a plan.
  definition = templatefile("${path.module}/machines/${each.key}.asl.json", {
    partition    = local.partition
    application  = var.application.name
    stream       = var.stream.name
    namespace    = trimsuffix(aws_cloudwatch_metric_alarm.failed_over.id, "-failed-over")
    topic        = each.key == "drill" ? var.topic_arns.notices : var.topic_arns.urgent
    freshness_ms = var.freshness_seconds * 1000
  })

  logging_configuration {
    level                  = "ALL"
    include_execution_data = true
    log_destination        = "${aws_cloudwatch_log_group.this[each.key].arn}:*"
  }

  encryption_configuration {
    type                              = "CUSTOMER_MANAGED_KMS_KEY"
    kms_key_id                        = var.key.arn
    kms_data_key_reuse_period_seconds = 300
  }

  tracing_configuration {
    enabled = true
  }

  tags = { Name = "${var.name}-${each.key}" }
}

module "schedule_role" {
  source = "../iam"
  count  = var.drill == null ? 0 : 1

  name        = "${var.name}-${local.region}-drill-schedule"
  description = "Starts the drill."
  service     = "scheduler.amazonaws.com"
  account_id  = var.account_id

  statements = {
    Start = { actions = ["states:StartExecution"], resources = ["arn:${local.partition}:states:${local.region}:${var.account_id}:stateMachine:${var.name}-drill"] }
  }
}

resource "aws_scheduler_schedule" "drill" {
  count = var.drill == null ? 0 : 1

  name                         = "${var.name}-drill"
  description                  = "Starts the drill."
  schedule_expression          = var.drill
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sfn_state_machine.this["drill"].arn
    role_arn = module.schedule_role[0].arn
    input    = "{}"
  }
}
