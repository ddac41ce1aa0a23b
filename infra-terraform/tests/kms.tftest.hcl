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
  replicate  = true
  keys = {
    lake = { description = "The lake" }
    logs = { description = "Logs and notices", services = ["logs", "cloudwatch", "events"] }
  }
}

run "keys_with_replicas" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/kms"
  }

  assert {
    condition = alltrue([
      for key in aws_kms_key.this :
      key.multi_region && key.enable_key_rotation && key.rotation_period_in_days == 365 && key.deletion_window_in_days == 30
    ]) && length(aws_kms_key.this) == 2
    error_message = "Each key can be replicated, is rotated, and is not deleted at once."
  }

  assert {
    condition     = toset(keys(aws_kms_replica_key.this)) == toset(["lake", "logs"])
    error_message = "Each key has a replica."
  }

  assert {
    condition = (
      [for statement in jsondecode(aws_kms_key.this["lake"].policy).Statement : statement.Sid] == ["Account"] &&
      [for statement in jsondecode(aws_kms_key.this["logs"].policy).Statement : statement.Sid] == ["Account", "Logs", "Services", "Events"]
    )
    error_message = "Services use only the keys that name them."
  }

  assert {
    condition = (
      jsondecode(aws_kms_key.this["logs"].policy).Statement[1].Principal.Service == "logs.eu-west-1.amazonaws.com" &&
      jsondecode(aws_kms_replica_key.this["logs"].policy).Statement[1].Principal.Service == "logs.eu-central-1.amazonaws.com"
    )
    error_message = "The log service of each region uses that region's key."
  }

  assert {
    condition = (
      jsondecode(aws_kms_key.this["logs"].policy).Statement[1].Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"]
      == "arn:aws:logs:eu-west-1:111122223333:log-group:*" &&
      jsondecode(aws_kms_key.this["logs"].policy).Statement[2].Condition.StringEquals["aws:SourceAccount"] == "111122223333"
    )
    error_message = "Services use the key only for this account."
  }

  assert {
    condition = (
      output.aliases == { lake = "alias/millrace-test-lake", logs = "alias/millrace-test-logs" } &&
      { for purpose, alias in aws_kms_alias.replica : purpose => alias.name } == output.aliases
    )
    error_message = "Both regions have the same aliases."
  }
}

run "keys_of_one_region" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/kms"
  }
  variables {
    replicate = false
  }

  assert {
    condition     = length(aws_kms_replica_key.this) + length(aws_kms_alias.replica) == 0
    error_message = "Nothing stands in the second region."
  }
}

run "refuses_faulty_values" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/kms"
  }
  variables {
    # a name in capitals
    name = "Millrace"
    # a short account
    account_id = "1111"
    # no keys
    keys = {}
    # a hasty rotation
    rotation_days = 30
    # a hasty deletion
    deletion_window_days = 1
  }
  expect_failures = [var.name, var.account_id, var.keys, var.rotation_days, var.deletion_window_days]
}

run "refuses_a_purpose_with_a_space" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/kms"
  }
  variables {
    keys = { "the lake" = { description = "x" } }
  }
  expect_failures = [var.keys]
}

run "refuses_a_whole_principal" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/kms"
  }
  variables {
    keys = { logs = { description = "x", services = ["logs.amazonaws.com"] } }
  }
  expect_failures = [var.keys]
}
