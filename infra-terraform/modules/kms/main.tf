# Keys by purpose, so that who may read one kind of data may not read the others. They are
# multi-region keys: what the second region gets replicated stays readable when the first is gone.

data "aws_partition" "current" {}

data "aws_region" "primary" {}

data "aws_region" "secondary" {
  provider = aws.secondary
}

locals {
  # A service of the region encrypts in its own name only for resources of this account. CloudWatch
  # Logs has a principal for each region and an encryption context in the place of a source account.
  policies = {
    for scope in setproduct(keys(var.keys), ["primary", "secondary"]) : join("/", scope) => {
      services = setsubtract(var.keys[scope[0]].services, ["logs", "events", "cloudfront"])
      logs     = contains(var.keys[scope[0]].services, "logs")
      events   = contains(var.keys[scope[0]].services, "events")
      pages    = contains(var.keys[scope[0]].services, "cloudfront")
      region   = scope[1] == "primary" ? data.aws_region.primary.id : data.aws_region.secondary.id
    }
  }
}

data "aws_iam_policy_document" "key" {
  for_each = local.policies

  # Without this statement nobody could ever administer the key again; what roles may do with it
  # stands in their own policies.
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"] # in a key policy: this key

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${var.account_id}:root"]
    }
  }

  dynamic "statement" {
    for_each = each.value.logs ? [1] : []

    content {
      sid       = "Logs"
      actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"]
      resources = ["*"] # in a key policy: this key

      principals {
        type        = "Service"
        identifiers = ["logs.${each.value.region}.amazonaws.com"]
      }

      condition {
        test     = "ArnLike"
        variable = "kms:EncryptionContext:aws:logs:arn"
        values   = ["arn:${data.aws_partition.current.partition}:logs:${each.value.region}:${var.account_id}:log-group:*"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(each.value.services) > 0 ? [1] : []

    content {
      sid       = "Services"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]
      resources = ["*"] # in a key policy: this key

      principals {
        type        = "Service"
        identifiers = [for service in each.value.services : "${service}.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [var.account_id]
      }
    }
  }

  # Of CloudFront it is documented that it names the distribution, whose id is not known before it exists.
  dynamic "statement" {
    for_each = each.value.pages ? [1] : []

    content {
      sid       = "CloudFront"
      actions   = ["kms:Decrypt"]
      resources = ["*"] # in a key policy: this key

      principals {
        type        = "Service"
        identifiers = ["cloudfront.amazonaws.com"]
      }

      condition {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = ["arn:${data.aws_partition.current.partition}:cloudfront::${var.account_id}:distribution/*"]
      }
    }
  }

  # By its documentation, EventBridge meets no conditions when it publishes to a topic.
  dynamic "statement" {
    for_each = each.value.events ? [1] : []

    content {
      sid       = "Events"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = ["*"] # in a key policy: this key

      principals {
        type        = "Service"
        identifiers = ["events.amazonaws.com"]
      }
    }
  }
}

resource "aws_kms_key" "this" {
  for_each = var.keys

  description             = each.value.description
  multi_region            = true
  enable_key_rotation     = true
  rotation_period_in_days = var.rotation_days
  deletion_window_in_days = var.deletion_window_days
  policy                  = data.aws_iam_policy_document.key["${each.key}/primary"].json

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_kms_alias" "this" {
  for_each = var.keys

  name          = "alias/${var.name}-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}

# A replica takes over the rotation of its primary.
resource "aws_kms_replica_key" "this" {
  for_each = var.replicate ? var.keys : {}
  provider = aws.secondary

  description             = each.value.description
  primary_key_arn         = aws_kms_key.this[each.key].arn
  deletion_window_in_days = var.deletion_window_days
  policy                  = data.aws_iam_policy_document.key["${each.key}/secondary"].json

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_kms_alias" "replica" {
  for_each = var.replicate ? var.keys : {}
  provider = aws.secondary

  name          = "alias/${var.name}-${each.key}"
  target_key_id = aws_kms_replica_key.this[each.key].key_id
}
