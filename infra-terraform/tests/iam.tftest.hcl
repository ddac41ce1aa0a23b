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
  name        = "millrace-test-reader"
  description = "Reads one object."
  service     = "scheduler.amazonaws.com"
  account_id  = "111122223333"
  statements = {
    Read = {
      actions    = ["s3:GetObject"]
      resources  = ["arn:aws:s3:::bucket/key"]
      conditions = [{ test = "Bool", variable = "aws:SecureTransport", values = ["true"] }]
    }
    List = {
      actions   = ["s3:ListAllMyBuckets"]
      resources = ["*"]
      reason    = "The action knows no resources."
    }
  }
}

run "one_role_with_one_policy" {
  command = plan
  module {
    source = "./modules/iam"
  }

  assert {
    condition = jsondecode(aws_iam_role.this.assume_role_policy).Statement == [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = "111122223333" } }
    }]
    error_message = "Only the service takes the role, and only for this account."
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.this.policy).Statement == [
      { Sid = "List", Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" },
      {
        Sid       = "Read", Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::bucket/key"
        Condition = { Bool = { "aws:SecureTransport" = "true" } }
      },
    ]
    error_message = "The policy holds the statements as they were given."
  }

  assert {
    condition     = output.wildcards == { "millrace-test-reader/List" = "The action knows no resources." }
    error_message = "Each wildcard is listed with its reason."
  }
}

run "trusts_services_that_send_no_account" {
  command = plan
  module {
    source = "./modules/iam"
  }
  variables {
    check_source_account = false
  }

  assert {
    condition     = !can(jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition)
    error_message = "Without the check there is no condition."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/iam"
  }
  variables {
    # a name with spaces
    name = "a role"
    # an empty description
    description = " "
    # another principal
    service = "111122223333"
    # a short account
    account_id = "1111"
    # no statements
    statements = {}
  }
  expect_failures = [var.name, var.description, var.service, var.account_id, var.statements]
}

run "refuses_an_id_with_a_hyphen" {
  command = plan
  module {
    source = "./modules/iam"
  }
  variables {
    statements = { a-b = { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::b/k"] } }
  }
  expect_failures = [var.statements]
}

run "refuses_a_statement_without_resources" {
  command = plan
  module {
    source = "./modules/iam"
  }
  variables {
    statements = { A = { actions = ["s3:GetObject"], resources = [] } }
  }
  expect_failures = [var.statements]
}

run "refuses_a_wildcard_without_reason" {
  command = plan
  module {
    source = "./modules/iam"
  }
  variables {
    statements = { A = { actions = ["s3:GetObject"], resources = ["arn:aws:s3:::b/*"] } }
  }
  expect_failures = [var.statements]
}

run "refuses_a_wildcard_with_a_blank_reason" {
  command = plan
  module {
    source = "./modules/iam"
  }
  variables {
    statements = { A = { actions = ["s3:Get*"], resources = ["arn:aws:s3:::b/k"], reason = " " } }
  }
  expect_failures = [var.statements]
}

run "refuses_all_actions_of_a_service" {
  command = plan
  module {
    source = "./modules/iam"
  }
  variables {
    statements = { A = { actions = ["s3:*"], resources = ["arn:aws:s3:::b/k"], reason = "because" } }
  }
  expect_failures = [var.statements]
}
