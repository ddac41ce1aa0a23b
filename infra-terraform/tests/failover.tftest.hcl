# The real provider, offline: plans only, with keys that are none.
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name        = "millrace-test"
  account_id  = "111122223333"
  application = { name = "millrace-test-payments", running = false }
  stream      = { name = "millrace-test-events", key_alias = "alias/millrace-test-stream" }
  key         = { arn = "arn:aws:kms:eu-central-1:111122223333:key/mrk-1", alias = "alias/millrace-test-logs" }
  topic_arns  = { urgent = "arn:aws:sns:eu-central-1:111122223333:urgent", notices = "arn:aws:sns:eu-central-1:111122223333:notices" }
}

run "with_a_domain" {
  command = plan
  module {
    source = "./modules/failover"
  }
  variables {
    dns = {
      name            = "ingest.example.com"
      zone_id         = "Z123"
      health_check_id = "check"
      primary         = { name = "one.example.com", zone_id = "ZONE1" }
      secondary       = { name = "two.example.com", zone_id = "ZONE2" }
    }
  }

  assert {
    condition = { for which, record in aws_route53_record.api : which => record.alias[0].name } == {
      PRIMARY   = "one.example.com"
      SECONDARY = "two.example.com"
    }
    error_message = "One name, and the API of either region behind it."
  }

  assert {
    condition     = aws_route53_health_check.primary[0].type == "CALCULATED" && aws_route53_health_check.primary[0].child_health_threshold == 2
    error_message = "The first region serves when it answers and nobody has failed over."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.failed_over.treat_missing_data == "ignore" && aws_cloudwatch_metric_alarm.failed_over.namespace == "millrace-test"
    error_message = "A failover holds until somebody takes it back."
  }

  assert {
    condition = alltrue([
      for machine in aws_sfn_state_machine.this : machine.encryption_configuration[0].kms_key_id == var.key.arn && machine.logging_configuration[0].level == "ALL"
    ]) && aws_scheduler_schedule.drill[0].schedule_expression == "cron(0 9 ? * 3#1 *)"
    error_message = "Failovers are written down, and drilled every month."
  }

  assert {
    condition     = strcontains(output.wildcards["millrace-test-eu-central-1-failover/Switch"], "namespace") && !contains(keys(output.wildcards), "millrace-test-eu-central-1-drill/Switch")
    error_message = "A drill may move nobody."
  }
}

run "by_hand" {
  command = plan
  module {
    source = "./modules/failover"
  }
  variables {
    drill = null
  }

  assert {
    condition     = length(aws_route53_record.api) + length(aws_route53_health_check.primary) + length(aws_scheduler_schedule.drill) == 0
    error_message = "Without a domain there is nothing to move, and without a schedule no drill."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/failover"
  }
  variables {
    name               = "Millrace"
    account_id         = "1111"
    application        = { name = "Job", running = true }
    stream             = { name = "events", key_alias = "x" }
    freshness_seconds  = 1
    topic_arns         = { urgent = "a", notices = "b" }
    key                = { arn = "a", alias = "b" }
    log_retention_days = 2
    drill              = "monthly"
    dns = {
      name            = "ingest.example.com"
      zone_id         = "zone"
      health_check_id = "check"
      primary         = { name = "a", zone_id = "b" }
      secondary       = { name = "a", zone_id = "b" }
    }
  }
  expect_failures = [
    var.name, var.account_id, var.application, var.stream, var.freshness_seconds, var.topic_arns, var.key,
    var.log_retention_days, var.drill, var.dns,
  ]
}
