# What is spent, told before the bill comes.

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  bucket    = "${var.name}-${var.account_id}-${data.aws_region.current.id}-cost"
  report    = try(var.account.report, false)
}

resource "aws_budgets_budget" "month" {
  name         = "${var.name}-month"
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(var.budget_usd)
  limit_unit   = "USD"

  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:%s$%s", var.tag.key, var.tag.value)]
  }

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }

    content {
      notification_type         = notification.key
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [var.topic_arn]
    }
  }

  tags = { Name = "${var.name}-month" }
}

resource "aws_ce_anomaly_monitor" "this" {
  name         = var.name
  monitor_type = "CUSTOM"

  monitor_specification = jsonencode({
    And            = null
    CostCategories = null
    Dimensions     = null
    Not            = null
    Or             = null
    Tags           = { Key = "user:${var.tag.key}", Values = [var.tag.value], MatchOptions = null }
  })

  tags = { Name = var.name }
}

resource "aws_ce_anomaly_subscription" "this" {
  name             = var.name
  frequency        = "IMMEDIATE"
  monitor_arn_list = [aws_ce_anomaly_monitor.this.arn]

  subscriber {
    type    = "SNS"
    address = var.topic_arn
  }

  threshold_expression {
    dimension {
      key           = "ANOMALY_TOTAL_IMPACT_ABSOLUTE"
      match_options = ["GREATER_THAN_OR_EQUAL"]
      values        = [tostring(var.anomaly_usd)]
    }
  }

  tags = { Name = var.name }
}

resource "aws_ce_cost_allocation_tag" "this" {
  for_each = try(var.account.activate_tags, toset([]))

  tag_key = each.value
  status  = "Active"
}

resource "aws_computeoptimizer_enrollment_status" "this" {
  count = try(var.account.optimize, false) ? 1 : 0

  status = "Active"
}

data "aws_iam_policy_document" "report" {
  statement {
    sid       = "ReportsLook"
    actions   = ["s3:GetBucketAcl", "s3:GetBucketPolicy"]
    resources = ["arn:${local.partition}:s3:::${local.bucket}"]

    principals {
      type        = "Service"
      identifiers = ["billingreports.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }

  statement {
    sid       = "ReportsWrite"
    actions   = ["s3:PutObject"]
    resources = ["arn:${local.partition}:s3:::${local.bucket}/*"]

    principals {
      type        = "Service"
      identifiers = ["billingreports.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

# The service of the reports writes in its own name, and is documented with S3's own key only.
module "report_bucket" {
  source = "../bucket"
  count  = local.report ? 1 : 0

  name             = local.bucket
  access_logging   = { bucket = var.account.access_logs }
  policy_documents = [data.aws_iam_policy_document.report.json]
  lifecycle_rules  = { reports = { expiration_days = var.account.report_days } }
  force_destroy    = var.force_destroy
}

# AWS knows reports in us-east-1 only.
resource "aws_cur_report_definition" "this" {
  count    = local.report ? 1 : 0
  provider = aws.billing

  report_name                = var.name
  time_unit                  = "DAILY"
  format                     = "Parquet"
  compression                = "Parquet"
  additional_schema_elements = ["RESOURCES", "SPLIT_COST_ALLOCATION_DATA"]
  additional_artifacts       = ["ATHENA"]
  refresh_closed_reports     = true
  report_versioning          = "OVERWRITE_REPORT"
  s3_bucket                  = module.report_bucket[0].id
  s3_prefix                  = "reports"
  s3_region                  = data.aws_region.current.id

  tags = { Name = var.name }
}
