# Who read which page. CloudFront's logs are delivered by CloudWatch, which sets that up in us-east-1 only,
# wherever the bucket is.

locals {
  source_arn = "arn:${local.partition}:logs:us-east-1:${var.account_id}:delivery-source:${var.name}-pages"
}

data "aws_iam_policy_document" "logs" {
  statement {
    sid       = "LogsAreDelivered"
    actions   = ["s3:PutObject"]
    resources = ["arn:${local.partition}:s3:::${local.logs}/*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [local.source_arn]
    }
  }
}

module "logs" {
  source = "../bucket"

  name             = local.logs
  encryption       = { kms_key_arn = var.log_key_arn }
  access_logging   = { bucket = var.access_logs }
  policy_documents = [data.aws_iam_policy_document.logs.json]
  lifecycle_rules  = { logs = { expiration_days = var.log_retention_days } }
  noncurrent_days  = 1
  force_destroy    = var.force_destroy
}

resource "aws_cloudwatch_log_delivery_source" "pages" {
  provider = aws.global

  name         = "${var.name}-pages"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.this.arn

  tags = { Name = "${var.name}-pages" }
}

resource "aws_cloudwatch_log_delivery_destination" "pages" {
  provider = aws.global

  name          = "${var.name}-pages"
  output_format = "parquet"

  delivery_destination_configuration {
    destination_resource_arn = "arn:${local.partition}:s3:::${module.logs.id}"
  }

  tags = { Name = "${var.name}-pages" }
}

resource "aws_cloudwatch_log_delivery" "pages" {
  provider = aws.global

  delivery_source_name     = aws_cloudwatch_log_delivery_source.pages.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.pages.arn

  tags = { Name = "${var.name}-pages" }
}
