# What watches the account. It has each of these once in a region: only one stack of an account sets
# them up.

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  prefix    = "${var.name}-${var.account_id}-${local.region}"
}

resource "aws_guardduty_detector" "this" {
  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"

  tags = { Name = var.name }
}

# Who reads and deletes in the buckets.
resource "aws_guardduty_detector_feature" "s3" {
  detector_id = aws_guardduty_detector.this.id
  name        = "S3_DATA_EVENTS"
  status      = "ENABLED"
}

resource "aws_securityhub_account" "this" {
  enable_default_standards  = false # chosen below
  control_finding_generator = "SECURITY_CONTROL"
  auto_enable_controls      = true

  depends_on = [aws_config_configuration_recorder_status.this]
}

resource "aws_securityhub_standards_subscription" "best_practices" {
  standards_arn = "arn:${local.partition}:securityhub:${local.region}::standards/aws-foundational-security-best-practices/v/1.0.0"

  depends_on = [aws_securityhub_account.this]
}

resource "aws_accessanalyzer_analyzer" "this" {
  analyzer_name = var.name
  type          = "ACCOUNT"

  tags = { Name = var.name }
}

resource "aws_s3_account_public_access_block" "this" {
  count = var.global ? 1 : 0

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}

resource "aws_cloudwatch_event_rule" "findings" {
  name        = "${var.name}-findings"
  description = "Findings of high severity: GuardDuty's, Access Analyzer's, and new failed controls of Security Hub."

  event_pattern = jsonencode({
    "$or" = [
      { source = ["aws.guardduty"], "detail-type" = ["GuardDuty Finding"], detail = { severity = [{ numeric = [">=", 7] }] } },
      { source = ["aws.access-analyzer"], "detail-type" = ["Access Analyzer Finding"], detail = { status = ["ACTIVE"] } },
      {
        source        = ["aws.securityhub"]
        "detail-type" = ["Security Hub Findings - Imported"]
        detail        = { findings = { Severity = { Label = ["CRITICAL", "HIGH"] }, Workflow = { Status = ["NEW"] }, RecordState = ["ACTIVE"], Compliance = { Status = ["FAILED"] } } }
      },
    ]
  })

  tags = { Name = "${var.name}-findings" }
}

resource "aws_cloudwatch_event_target" "findings" {
  rule = aws_cloudwatch_event_rule.findings.name
  arn  = var.topic_arn
}
