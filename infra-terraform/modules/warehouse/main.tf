# What both kinds of warehouse share.

data "aws_partition" "current" {}

data "aws_region" "primary" {}

data "aws_region" "secondary" {
  provider = aws.secondary
}

locals {
  partition   = data.aws_partition.current.partition
  region      = data.aws_region.primary.id
  provisioned = var.mode == "PROVISIONED"
  copies      = local.provisioned && var.snapshots.copy_days != null

  # AWS names the groups; made here first, so that they are encrypted and do not grow for ever.
  log_groups = {
    for log in ["connectionlog", "userlog", "useractivitylog"] :
    log => local.provisioned ? "/aws/redshift/cluster/${var.name}/${log}" : "/aws/redshift/${var.name}/${log}"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.log_groups

  name              = each.value
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

module "copy_role" {
  source = "../iam"

  name        = "${var.name}-${local.region}-warehouse-copy"
  description = "Redshift of ${var.name} reads the lake by it."
  service     = local.provisioned ? "redshift.amazonaws.com" : "redshift-serverless.amazonaws.com"
  account_id  = var.account_id

  # Whether Redshift sends the account is not documented.
  check_source_account = false

  statements = {
    Read = {
      actions   = ["s3:GetObject"]
      resources = [for prefix in var.lake.prefixes : "${var.lake.bucket_arn}/${prefix}/*"]
      reason    = "Manifests name the files, which the job names itself, below its own root."
    }
    List = {
      actions   = ["s3:ListBucket", "s3:GetBucketLocation"]
      resources = [var.lake.bucket_arn]
    }
    Decrypt = {
      actions    = ["kms:Decrypt"]
      resources  = ["arn:${local.partition}:kms:${local.region}:${var.account_id}:key/*"]
      reason     = "A key's id is not known before the key exists; the condition narrows it to the one with the alias."
      conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.lake.key_alias] }]
    }
  }
}
