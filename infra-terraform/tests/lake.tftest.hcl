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
  name                = "millrace-test"
  account_id          = "111122223333"
  pipeline            = "payments"
  kms_key_arn         = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
  kms_key_alias       = "alias/millrace-test-lake"
  replica_kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/mrk-1"
  replicate           = true
}

run "copied_to_the_second_region" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/lake"
  }

  assert {
    condition     = output.lake.root == "s3://millrace-test-111122223333-eu-west-1-lake/payments" && output.replica.lake.root == "s3://millrace-test-111122223333-eu-central-1-lake/payments"
    error_message = "The job writes below the pipeline's name, in either region."
  }

  assert {
    condition = alltrue([
      for copy in aws_s3_bucket_replication_configuration.this :
      copy.rule[0].status == "Enabled" &&
      copy.rule[0].destination[0].encryption_configuration[0].replica_kms_key_id == var.replica_kms_key_arn &&
      copy.rule[0].destination[0].replication_time[0].time[0].minutes == 15
    ]) && length(aws_s3_bucket_replication_configuration.this) == 2
    error_message = "Lake and code are copied within 15 minutes, encrypted with the second region's key."
  }

  assert {
    condition = toset(keys(output.wildcards)) == toset(flatten([
      for what in ["lake", "code"] : [for id in ["Read", "Write", "Decrypt", "Encrypt"] : "millrace-test-replicate-${what}/${id}"]
    ]))
    error_message = "Every wildcard of the replication roles has a reason."
  }
}

run "one_region" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/lake"
  }
  variables {
    replicate           = false
    replica_kms_key_arn = null
  }

  assert {
    condition     = output.replica == null && length(aws_s3_bucket_replication_configuration.this) == 0
    error_message = "Nothing is copied."
  }
}

run "refuses_faulty_values" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/lake"
  }
  variables {
    # a long name
    name = "millrace-with-far-too-long-a-name"
    # a short account
    account_id = "1111"
    # a pipeline with a slash
    pipeline = "a/b"
    # a key without alias
    kms_key_alias = "mrk-1"
    # an early move
    retention = { infrequent_days = 7 }
  }
  expect_failures = [var.name, var.account_id, var.pipeline, var.kms_key_alias, var.retention]
}

run "refuses_rows_that_go_before_they_move" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/lake"
  }
  variables {
    retention = { rows_days = 90 }
  }
  expect_failures = [var.retention]
}

run "refuses_side_records_that_go_at_once" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/lake"
  }
  variables {
    retention = { side_days = 1 }
  }
  expect_failures = [var.retention]
}
