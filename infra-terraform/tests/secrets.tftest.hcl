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
  name        = "millrace-test"
  kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
  secrets = {
    warehouse-loader = {
      description = "User and password of the loader"
      readers     = ["arn:aws:iam::111122223333:role/millrace-test-stream-app"]
    }
  }
}

run "a_secret_that_its_readers_alone_read" {
  command = plan
  module {
    source = "./modules/secrets"
  }

  assert {
    condition = (
      aws_secretsmanager_secret.this["warehouse-loader"].name == "millrace-test/warehouse-loader" &&
      aws_secretsmanager_secret.this["warehouse-loader"].kms_key_id == var.kms_key_arn &&
      aws_secretsmanager_secret.this["warehouse-loader"].recovery_window_in_days == 30
    )
    error_message = "The secret is encrypted with the key, and not deleted at once."
  }

  assert {
    condition = jsondecode(aws_secretsmanager_secret_policy.this["warehouse-loader"].policy).Statement[0] == {
      Sid       = "ReadersOnly"
      Effect    = "Deny"
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
      Principal = { AWS = "*" }
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/millrace-test-stream-app" } }
    }
    error_message = "All but the readers are denied."
  }
}

run "a_secret_in_two_regions" {
  command = plan
  module {
    source = "./modules/secrets"
  }
  variables {
    replica = { region = "eu-central-1", kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/mrk-1" }
  }

  assert {
    condition     = one(aws_secretsmanager_secret.this["warehouse-loader"].replica).region == "eu-central-1"
    error_message = "The second region has a copy."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/secrets"
  }
  variables {
    # a name in capitals
    name = "Millrace"
    # a key with a slash
    secrets = { "a/b" = { description = "x", readers = ["arn:aws:iam::111122223333:role/r"] } }
    # a hasty deletion
    recovery_window_days = 0
  }
  expect_failures = [var.name, var.secrets, var.recovery_window_days]
}

run "refuses_a_secret_without_readers" {
  command = plan
  module {
    source = "./modules/secrets"
  }
  variables {
    secrets = { a = { description = "x", readers = [] } }
  }
  expect_failures = [var.secrets]
}

run "refuses_a_reader_by_wildcard" {
  command = plan
  module {
    source = "./modules/secrets"
  }
  variables {
    secrets = { a = { description = "x", readers = ["arn:aws:iam::111122223333:role/*"] } }
  }
  expect_failures = [var.secrets]
}
