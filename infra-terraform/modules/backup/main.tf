# Backups of what replication does not protect: a copy follows its original, an overwritten one too.
# Redshift has its own snapshots, which AWS Backup cannot copy across regions.

data "aws_partition" "current" {}

data "aws_region" "primary" {}

data "aws_region" "secondary" {
  provider = aws.secondary
}

locals {
  partition   = data.aws_partition.current.partition
  vault_arn   = "arn:${local.partition}:backup:${data.aws_region.primary.id}:${var.account_id}:backup-vault:${var.name}"
  copies_arn  = "arn:${local.partition}:backup:${data.aws_region.secondary.id}:${var.account_id}:backup-vault:${var.name}-copies"
  keys        = [for region in [data.aws_region.primary.id, data.aws_region.secondary.id] : "arn:${local.partition}:kms:${region}:${var.account_id}:key/*"]
  key_reason  = "A key's id is not known before the key exists; the condition narrows it to those with the aliases."
  rule_reason = "AWS Backup ends the name of its own rule for a bucket with letters of its own."
  events_arn  = "arn:${local.partition}:events:*:${var.account_id}:rule/AwsBackupManagedRule*"
}

resource "aws_backup_vault" "this" {
  name          = var.name
  kms_key_arn   = var.key.arn
  force_destroy = var.force_destroy

  tags = { Name = var.name }
}

resource "aws_backup_vault" "copies" {
  count    = var.copy == null ? 0 : 1
  provider = aws.secondary

  name          = "${var.name}-copies"
  kms_key_arn   = var.copy.key_arn
  force_destroy = var.force_destroy

  tags = { Name = "${var.name}-copies" }
}

resource "aws_backup_vault_lock_configuration" "this" {
  count = var.lock == null ? 0 : 1

  backup_vault_name   = aws_backup_vault.this.name
  min_retention_days  = 7
  changeable_for_days = var.lock.grace_days
}

resource "aws_backup_vault_lock_configuration" "copies" {
  count    = var.lock == null || var.copy == null ? 0 : 1
  provider = aws.secondary

  backup_vault_name   = aws_backup_vault.copies[0].name
  min_retention_days  = 7
  changeable_for_days = var.lock.grace_days
}

resource "aws_backup_plan" "this" {
  name = var.name

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this.name
    schedule          = var.schedule
    start_window      = 60
    completion_window = 720

    lifecycle {
      delete_after = var.days.here
    }

    dynamic "copy_action" {
      for_each = aws_backup_vault.copies

      content {
        destination_vault_arn = copy_action.value.arn

        lifecycle {
          delete_after = var.days.copies
        }
      }
    }
  }

  tags = { Name = var.name }
}

resource "aws_backup_selection" "this" {
  name         = "buckets"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = module.role.arn
  resources    = var.buckets.arns
}

module "role" {
  source = "../iam"

  name        = "${var.name}-backup"
  description = "Backs up buckets of ${var.name} and copies the backups."
  service     = "backup.amazonaws.com"
  account_id  = var.account_id

  # Whether AWS Backup sends the account is not documented.
  check_source_account = false

  statements = {
    ReadBuckets = {
      actions = [
        "s3:GetInventoryConfiguration", "s3:PutInventoryConfiguration", "s3:ListBucketVersions", "s3:ListBucket", "s3:GetBucketVersioning",
        "s3:GetBucketNotification", "s3:PutBucketNotification", "s3:GetBucketLocation", "s3:GetBucketTagging", "s3:GetBucketAcl",
      ]
      resources = var.buckets.arns
    }
    ReadObjects = {
      actions   = ["s3:GetObject", "s3:GetObjectAcl", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
      resources = [for arn in var.buckets.arns : "${arn}/*"]
      reason    = "Every object of these buckets is backed up."
    }
    FollowChanges = {
      actions   = ["events:DescribeRule", "events:EnableRule", "events:PutRule", "events:DeleteRule", "events:PutTargets", "events:RemoveTargets", "events:ListTargetsByRule", "events:DisableRule"]
      resources = [local.events_arn]
      reason    = local.rule_reason
    }
    FindRules = {
      actions   = ["events:ListRules", "cloudwatch:GetMetricData", "tag:GetResources"]
      resources = ["*"]
      reason    = "These actions know no resources; AWS Backup asks for them before it reads a bucket."
    }
    Keep = {
      actions   = ["backup:DescribeBackupVault", "backup:CopyIntoBackupVault", "backup:CopyFromBackupVault", "backup:TagResource"]
      resources = [local.vault_arn, local.copies_arn]
    }
    UseKeys = {
      actions    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
      resources  = local.keys
      reason     = local.key_reason
      conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.key.alias, var.buckets.key_alias] }]
    }
    GrantKeys = {
      actions   = ["kms:CreateGrant"]
      resources = local.keys
      reason    = local.key_reason
      conditions = [
        { test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.key.alias] },
        { test = "Bool", variable = "kms:GrantIsForAWSResource", values = ["true"] },
      ]
    }
  }
}

resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${var.name}-backup-failed"
  description = "Backups and copies that did not come about."

  event_pattern = jsonencode({
    source      = ["aws.backup"]
    detail-type = ["Backup Job State Change", "Copy Job State Change"]
    detail      = { state = ["FAILED", "ABORTED", "EXPIRED"] }
  })

  tags = { Name = "${var.name}-backup-failed" }
}

resource "aws_cloudwatch_event_target" "failed" {
  rule = aws_cloudwatch_event_rule.failed.name
  arn  = var.topic_arn
}
