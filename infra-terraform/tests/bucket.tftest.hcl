# The real provider, offline: plans only, with keys that are none.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name           = "millrace-test-bucket"
  encryption     = { kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1" }
  access_logging = { bucket = "millrace-test-logs" }
}

run "private_versioned_encrypted_logged" {
  command = plan
  module {
    source = "./modules/bucket"
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
      aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced",
    ])
    error_message = "Nothing can be made public."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket is versioned."
  }

  assert {
    condition = (
      one(aws_s3_bucket_server_side_encryption_configuration.this.rule).bucket_key_enabled &&
      one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms" &&
      one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).kms_master_key_id == var.encryption.kms_key_arn
    )
    error_message = "Objects are encrypted with the given key."
  }

  assert {
    condition = {
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement :
      statement.Sid => "${statement.Effect} ${jsonencode(statement.Condition)}"
      } == {
      TlsOnly = "Deny {\"Bool\":{\"aws:SecureTransport\":\"false\"}}"
      Tls12   = "Deny {\"NumericLessThan\":{\"s3:TlsVersion\":\"1.2\"}}"
    }
    error_message = "Requests without TLS 1.2 are denied."
  }

  assert {
    condition     = aws_s3_bucket_logging.this[0].target_bucket == "millrace-test-logs" && aws_s3_bucket_logging.this[0].target_prefix == "millrace-test-bucket/"
    error_message = "Access is logged below the bucket's name."
  }

  assert {
    condition     = length(aws_s3_bucket_object_lock_configuration.this) == 0 && !aws_s3_bucket.this.force_destroy
    error_message = "By default there is no lock, and nothing is deleted with the bucket."
  }
}

run "a_bucket_of_logs" {
  command = plan
  module {
    source = "./modules/bucket"
  }
  variables {
    encryption       = null
    access_logging   = null
    object_lock      = { mode = "GOVERNANCE", days = 30 }
    lifecycle_rules  = { all = { transitions = { STANDARD_IA = 30 }, expiration_days = 365 } }
    policy_documents = ["{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Further\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::millrace-test-bucket/secret\"}]}"]
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256" && length(aws_s3_bucket_logging.this) == 0
    error_message = "Without a key, S3's own; and logs are not logged."
  }

  assert {
    condition     = aws_s3_bucket.this.object_lock_enabled && aws_s3_bucket_object_lock_configuration.this[0].rule[0].default_retention[0].days == 30
    error_message = "Versions are locked."
  }

  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid] == ["Further", "TlsOnly", "Tls12"]
    error_message = "Further statements stand beside those that ask for TLS."
  }

  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id] == ["versions-and-uploads", "all"]
    error_message = "Old versions expire in every bucket."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/bucket"
  }
  variables {
    # a name with dots
    name = "a.b.c"
    # a policy that is none
    policy_documents = ["{}"]
    # an unknown storage class
    lifecycle_rules = { a = { transitions = { COLD = 30 } } }
    # keeping no versions
    noncurrent_days = 0
    # an unknown lock
    object_lock = { mode = "SOFT", days = 1 }
  }
  expect_failures = [var.name, var.policy_documents, var.lifecycle_rules, var.noncurrent_days, var.object_lock]
}

run "refuses_a_transition_after_the_end" {
  command = plan
  module {
    source = "./modules/bucket"
  }
  variables {
    lifecycle_rules = { a = { transitions = { GLACIER = 90 }, expiration_days = 60 } }
  }
  expect_failures = [var.lifecycle_rules]
}
