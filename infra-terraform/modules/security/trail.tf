locals {
  trail_arn = "arn:${local.partition}:cloudtrail:${local.region}:${var.account_id}:trail/${var.name}"
}

data "aws_iam_policy_document" "trail" {
  statement {
    sid       = "TrailLooks"
    actions   = ["s3:GetBucketAcl"]
    resources = ["arn:${local.partition}:s3:::${local.prefix}-trail"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }

  statement {
    sid       = "TrailWrites"
    actions   = ["s3:PutObject"]
    resources = ["arn:${local.partition}:s3:::${local.prefix}-trail/AWSLogs/${var.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

# Nobody deletes a version before its time, the account's root user included.
module "trail_bucket" {
  source = "../bucket"
  count  = var.trail == null ? 0 : 1

  name             = "${local.prefix}-trail"
  encryption       = { kms_key_arn = var.key_arn }
  access_logging   = { bucket = var.access_logs }
  policy_documents = [data.aws_iam_policy_document.trail.json]
  object_lock      = { mode = "COMPLIANCE", days = var.trail.lock_days }
  lifecycle_rules  = { trail = { expiration_days = var.trail.keep_days } }
  force_destroy    = false
}

resource "aws_cloudtrail" "this" {
  count = var.trail == null ? 0 : 1

  name                          = var.name
  s3_bucket_name                = module.trail_bucket[0].id
  kms_key_id                    = var.key_arn
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  enable_logging                = true

  advanced_event_selector {
    name = "Management"

    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }

  # Every object that is read would be a bill of its own; what is changed or deleted is not.
  dynamic "advanced_event_selector" {
    for_each = length(var.trail.bucket_arns) == 0 ? [] : [var.trail.bucket_arns]

    content {
      name = "Changes of objects"

      field_selector {
        field  = "eventCategory"
        equals = ["Data"]
      }

      field_selector {
        field  = "resources.type"
        equals = ["AWS::S3::Object"]
      }

      field_selector {
        field  = "readOnly"
        equals = ["false"]
      }

      field_selector {
        field       = "resources.ARN"
        starts_with = [for arn in advanced_event_selector.value : "${arn}/"]
      }
    }
  }

  insight_selector {
    insight_type = "ApiErrorRateInsight"
  }

  tags = { Name = var.name }
}
