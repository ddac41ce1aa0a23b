# AWS Config: what is there, how it changed, and whether it is as it should be.

resource "aws_iam_service_linked_role" "config" {
  count = var.global ? 1 : 0

  aws_service_name = "config.amazonaws.com"
}

data "aws_iam_policy_document" "config" {
  statement {
    sid       = "ConfigLooks"
    actions   = ["s3:GetBucketAcl", "s3:ListBucket"]
    resources = ["arn:${local.partition}:s3:::${local.prefix}-config"]

    principals {
      type        = "Service"
      identifiers = ["config.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }

  statement {
    sid       = "ConfigWrites"
    actions   = ["s3:PutObject"]
    resources = ["arn:${local.partition}:s3:::${local.prefix}-config/AWSLogs/${var.account_id}/Config/*"]

    principals {
      type        = "Service"
      identifiers = ["config.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

# Not locked: AWS Config delivers to no bucket with a default retention.
module "config_bucket" {
  source = "../bucket"

  name             = "${local.prefix}-config"
  encryption       = { kms_key_arn = var.key_arn }
  access_logging   = { bucket = var.access_logs }
  policy_documents = [data.aws_iam_policy_document.config.json]
  lifecycle_rules  = { records = { expiration_days = 400 } }
  force_destroy    = var.force_destroy
}

resource "aws_config_configuration_recorder" "this" {
  name     = var.name
  role_arn = "arn:${local.partition}:iam::${var.account_id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"

  recording_group {
    all_supported                 = true
    include_global_resource_types = var.global
  }

  # Each record is paid for; a network interface of the job need not be known by the minute.
  recording_mode {
    recording_frequency = "DAILY"
  }

  depends_on = [aws_iam_service_linked_role.config]
}

resource "aws_config_delivery_channel" "this" {
  name           = var.name
  s3_bucket_name = module.config_bucket.id
  s3_kms_key_arn = var.key_arn

  snapshot_delivery_properties {
    delivery_frequency = "TwentyFour_Hours"
  }

  depends_on = [aws_config_configuration_recorder.this]
}

resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.this]
}

locals {
  rules = merge(
    {
      for rule in [
        "S3_BUCKET_SSL_REQUESTS_ONLY", "S3_BUCKET_PUBLIC_READ_PROHIBITED", "S3_BUCKET_PUBLIC_WRITE_PROHIBITED", "S3_BUCKET_VERSIONING_ENABLED",
        "KINESIS_STREAM_ENCRYPTED", "REDSHIFT_CLUSTER_PUBLIC_ACCESS_CHECK", "REDSHIFT_REQUIRE_TLS_SSL", "CMK_BACKING_KEY_ROTATION_ENABLED",
        "SECRETSMANAGER_USING_CMK", "VPC_FLOW_LOGS_ENABLED", "VPC_DEFAULT_SECURITY_GROUP_CLOSED", "CLOUDWATCH_ALARM_ACTION_CHECK",
      ] : replace(lower(rule), "_", "-") => { identifier = rule, input = rule == "CLOUDWATCH_ALARM_ACTION_CHECK" ? jsonencode({ alarmActionRequired = "true", insufficientDataActionRequired = "false", okActionRequired = "false" }) : null }
    },
    { required-tags = { identifier = "REQUIRED_TAGS", input = jsonencode({ for i, tag in var.tags : "tag${i + 1}Key" => tag }) } },
    {
      for rule in ["IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS", "ROOT_ACCOUNT_MFA_ENABLED", "IAM_USER_MFA_ENABLED", "ACCESS_KEYS_ROTATED", "MULTI_REGION_CLOUD_TRAIL_ENABLED"] :
      replace(lower(rule), "_", "-") => { identifier = rule, input = rule == "ACCESS_KEYS_ROTATED" ? jsonencode({ maxAccessKeyAge = "90" }) : null } if var.global
    },
  )
}

resource "aws_config_config_rule" "this" {
  for_each = local.rules

  name             = "${var.name}-${each.key}"
  input_parameters = each.value.input

  source {
    owner             = "AWS"
    source_identifier = each.value.identifier
  }

  tags = { Name = "${var.name}-${each.key}" }

  depends_on = [aws_config_configuration_recorder.this]
}
