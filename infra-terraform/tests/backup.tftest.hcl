# The real provider, offline: plans only, with keys that are none.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

provider "aws" {
  alias                       = "secondary"
  region                      = "eu-central-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name       = "millrace-test"
  account_id = "111122223333"
  buckets    = { arns = ["arn:aws:s3:::code"], key_alias = "alias/millrace-test-lake" }
  key        = { arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1", alias = "alias/millrace-test-backup" }
  topic_arn  = "arn:aws:sns:eu-west-1:111122223333:millrace-test-notices"
}

run "copied_and_locked" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/backup"
  }
  variables {
    copy = { key_arn = "arn:aws:kms:eu-central-1:111122223333:key/mrk-1" }
    days = { here = 35, copies = 90 }
    lock = { grace_days = 3 }
  }

  assert {
    condition     = aws_backup_vault.this.kms_key_arn == var.key.arn && aws_backup_vault.copies[0].kms_key_arn == var.copy.key_arn && output.copies == "millrace-test-copies"
    error_message = "Each vault has a key of its region."
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this[0].changeable_for_days == 3 && aws_backup_vault_lock_configuration.copies[0].min_retention_days == 7
    error_message = "No backup goes before its time, in either region."
  }

  assert {
    condition     = [for rule in aws_backup_plan.this.rule : [rule.lifecycle[0].delete_after, length(rule.copy_action)]] == [[35, 1]] && aws_backup_selection.this.resources == toset(["arn:aws:s3:::code"])
    error_message = "Every backup of the buckets is copied."
  }
}

run "in_one_region" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/backup"
  }

  assert {
    condition     = length(aws_backup_vault.copies) + length(aws_backup_vault_lock_configuration.this) + length(aws_backup_vault_lock_configuration.copies) == 0 && output.copies == null
    error_message = "Without a second region there are no copies, and without a lock none."
  }
}

run "refuses_faulty_values" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/backup"
  }
  variables {
    name       = "Millrace"
    account_id = "1111"
    buckets    = { arns = [], key_alias = "alias/x" }
    key        = { arn = "a", alias = "b" }
    days       = { here = 1 }
    lock       = { grace_days = 1 }
    schedule   = "daily"
    topic_arn  = "topic"
  }
  expect_failures = [var.name, var.account_id, var.buckets, var.key, var.days, var.lock, var.schedule, var.topic_arn]
}
