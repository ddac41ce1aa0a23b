# The buckets of a region: lake (all that the job writes), code (jars, pipeline folders, models) and
# access logs; and the copies of lake and code in the second region.

data "aws_partition" "current" {}

data "aws_region" "primary" {}

data "aws_region" "secondary" {
  provider = aws.secondary
}

locals {
  partition = data.aws_partition.current.partition
  prefix    = "${var.name}-${var.account_id}-${data.aws_region.primary.id}"
  copies    = "${var.name}-${var.account_id}-${data.aws_region.secondary.id}"

  # What a standby writes stands apart from the copies that it began with.
  standby = "${var.pipeline}-standby"

  lake_rules = merge([
    for root in [var.pipeline, local.standby] : {
      "${root}-rows" = {
        prefix          = "${root}/lake/"
        transitions     = { STANDARD_IA = var.retention.infrequent_days, GLACIER_IR = var.retention.archive_days }
        expiration_days = var.retention.rows_days
      }
      "${root}-dead-letters" = { prefix = "${root}/dead-letter/", transitions = {}, expiration_days = var.retention.side_days }
      "${root}-quarantine"   = { prefix = "${root}/quarantine/", transitions = {}, expiration_days = var.retention.side_days }
    }
  ]...)

  log_rules = { logs = { expiration_days = var.retention.logs_days } }
}

# Server access logs can be delivered neither to a bucket with a key of ours nor by a role: the
# logging service writes them in its own name, for buckets of this account.
data "aws_iam_policy_document" "log_delivery" {
  for_each = toset([local.prefix, local.copies])

  statement {
    sid       = "LogDelivery"
    actions   = ["s3:PutObject"]
    resources = ["arn:${local.partition}:s3:::${each.key}-access-logs/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

module "access_logs" {
  source = "../bucket"

  name             = "${local.prefix}-access-logs"
  policy_documents = [data.aws_iam_policy_document.log_delivery[local.prefix].json]
  lifecycle_rules  = local.log_rules
  force_destroy    = var.force_destroy
}

module "lake" {
  source = "../bucket"

  name            = "${local.prefix}-lake"
  encryption      = { kms_key_arn = var.kms_key_arn }
  access_logging  = { bucket = module.access_logs.id }
  lifecycle_rules = local.lake_rules
  noncurrent_days = var.retention.noncurrent_days
  object_lock     = var.object_lock
  force_destroy   = var.force_destroy
}

# Old jars stay, as the application refers to versions of them and may be rolled back.
module "code" {
  source = "../bucket"

  name            = "${local.prefix}-code"
  encryption      = { kms_key_arn = var.kms_key_arn }
  access_logging  = { bucket = module.access_logs.id }
  noncurrent_days = 365
  force_destroy   = var.force_destroy
}

module "replica_access_logs" {
  source    = "../bucket"
  count     = var.replicate ? 1 : 0
  providers = { aws = aws.secondary }

  name             = "${local.copies}-access-logs"
  policy_documents = [data.aws_iam_policy_document.log_delivery[local.copies].json]
  lifecycle_rules  = local.log_rules
  force_destroy    = var.force_destroy
}

module "replica_lake" {
  source    = "../bucket"
  count     = var.replicate ? 1 : 0
  providers = { aws = aws.secondary }

  name            = "${local.copies}-lake"
  encryption      = { kms_key_arn = var.replica_kms_key_arn }
  access_logging  = { bucket = module.replica_access_logs[0].id }
  lifecycle_rules = local.lake_rules
  noncurrent_days = var.retention.noncurrent_days
  object_lock     = var.object_lock
  force_destroy   = var.force_destroy
}

module "replica_code" {
  source    = "../bucket"
  count     = var.replicate ? 1 : 0
  providers = { aws = aws.secondary }

  name            = "${local.copies}-code"
  encryption      = { kms_key_arn = var.replica_kms_key_arn }
  access_logging  = { bucket = module.replica_access_logs[0].id }
  noncurrent_days = 365
  force_destroy   = var.force_destroy
}

locals {
  replicated = var.replicate ? {
    lake = { from = module.lake, to = module.replica_lake[0] }
    code = { from = module.code, to = module.replica_code[0] }
  } : {}
}

module "replication_role" {
  source   = "../iam"
  for_each = local.replicated

  name        = "${var.name}-replicate-${each.key}"
  description = "Copies the ${each.key} of ${var.name} to ${data.aws_region.secondary.id}."
  service     = "s3.amazonaws.com"
  account_id  = var.account_id

  # Whether replication sends the account is not documented.
  check_source_account = false

  statements = {
    Source = {
      actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
      resources = [each.value.from.arn]
    }
    Read = {
      actions   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging", "s3:GetObjectRetention", "s3:GetObjectLegalHold"]
      resources = ["${each.value.from.arn}/*"]
      reason    = "Every object of this bucket is copied."
    }
    Write = {
      actions   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
      resources = ["${each.value.to.arn}/*"]
      reason    = "Every object of the source is copied to this bucket."
    }
    Decrypt = {
      actions    = ["kms:Decrypt"]
      resources  = ["arn:${local.partition}:kms:${data.aws_region.primary.id}:${var.account_id}:key/*"]
      reason     = "A key's id is not known before the key exists; the condition narrows it to the one with the alias."
      conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.kms_key_alias] }]
    }
    Encrypt = {
      actions    = ["kms:Encrypt", "kms:GenerateDataKey"]
      resources  = ["arn:${local.partition}:kms:${data.aws_region.secondary.id}:${var.account_id}:key/*"]
      reason     = "A key's id is not known before the key exists; the condition narrows it to the one with the alias."
      conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.kms_key_alias] }]
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  for_each = local.replicated

  bucket = each.value.from.id # known once the bucket is versioned
  role   = module.replication_role[each.key].arn

  rule {
    id     = "everything"
    status = "Enabled"

    filter {}

    # The second region's job begins with the copies, which must therefore be the same; what was
    # deleted by mistake is still there as an old version, in both.
    delete_marker_replication {
      status = "Enabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket        = each.value.to.arn
      storage_class = "STANDARD_IA"

      encryption_configuration {
        replica_kms_key_id = var.replica_kms_key_arn
      }

      # 99.99 % of the objects within 15 minutes, by AWS's agreement; the RPO of the lake rests on it.
      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }

      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }
    }
  }

  # Both buckets must be versioned first.
  depends_on = [module.lake, module.code, module.replica_lake, module.replica_code]
}
