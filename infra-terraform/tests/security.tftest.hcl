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
  account_id  = "111122223333"
  key_arn     = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
  access_logs = "logs"
  topic_arn   = "arn:aws:sns:eu-west-1:111122223333:millrace-test-urgent"
}

run "the_first_region" {
  command = plan
  module {
    source = "./modules/security"
  }
  variables {
    trail = { bucket_arns = ["arn:aws:s3:::lake"] }
  }

  assert {
    condition = (
      aws_cloudtrail.this[0].is_multi_region_trail && aws_cloudtrail.this[0].enable_log_file_validation &&
      aws_cloudtrail.this[0].include_global_service_events && aws_cloudtrail.this[0].kms_key_id == var.key_arn
    )
    error_message = "The trail has every region, is encrypted with the key, and shows when it was changed."
  }

  assert {
    condition = flatten([
      for selector in aws_cloudtrail.this[0].advanced_event_selector : [for field in selector.field_selector : field.starts_with if field.field == "resources.ARN"]
    ]) == ["arn:aws:s3:::lake/"]
    error_message = "Changes of the lake's objects are recorded."
  }

  assert {
    condition = alltrue([
      for service, document in { trail = data.aws_iam_policy_document.trail, config = data.aws_iam_policy_document.config } : alltrue([
        for statement in jsondecode(document.json).Statement : statement.Principal.Service == "${service == "trail" ? "cloudtrail" : "config"}.amazonaws.com" && length(keys(statement.Condition)) > 0
      ])
    ])
    error_message = "Only the service writes, and only for this account."
  }

  assert {
    condition     = aws_guardduty_detector.this.enable && aws_guardduty_detector_feature.s3.status == "ENABLED" && aws_accessanalyzer_analyzer.this.type == "ACCOUNT"
    error_message = "GuardDuty and Access Analyzer watch."
  }

  assert {
    condition     = length(aws_config_config_rule.this) == 18 && jsondecode(aws_config_config_rule.this["required-tags"].input_parameters) == { tag1Key = "Project", tag2Key = "Environment", tag3Key = "Owner" }
    error_message = "What ought to be is checked."
  }

  assert {
    condition     = one(aws_config_configuration_recorder.this.recording_group).include_global_resource_types && length(aws_s3_account_public_access_block.this) == 1
    error_message = "The first region has what belongs to none."
  }
}

run "the_second_region" {
  command = plan
  module {
    source = "./modules/security"
  }
  variables {
    global = false
  }

  assert {
    condition     = length(aws_cloudtrail.this) == 0 && length(aws_iam_service_linked_role.config) == 0 && !contains(output.rules, "ROOT_ACCOUNT_MFA_ENABLED") && output.trail_arn == null
    error_message = "What belongs to the account is not watched twice."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/security"
  }
  variables {
    name       = "Millrace"
    account_id = "1111"
    topic_arn  = "topic"
    trail      = { lock_days = 90, keep_days = 30 }
    tags       = []
  }
  expect_failures = [var.name, var.account_id, var.topic_arn, var.trail, var.tags]
}

run "refuses_objects_for_buckets" {
  command = plan
  module {
    source = "./modules/security"
  }
  variables {
    trail = { bucket_arns = ["arn:aws:s3:::lake/*"] }
  }
  expect_failures = [var.trail]
}
