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
  key         = { arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1", alias = "alias/millrace-test-logs" }
  notify      = { urgent = ["on-call@example.com"], notices = ["team@example.com"] }
  stream      = { name = "millrace-test-events", dead_letters = "millrace-test-dead-letters", retention_hours = 72, most_shards = 8 }
  application = { name = "millrace-test-payments", pipeline = "payments", log_group = "/millrace-test-payments/stream-app", always_running = true, checkpoint_seconds = 60 }
  api         = { name = "millrace-test-ingest", stage = "live", log_group = "/millrace-test/ingest/api", check = true, host = "ingest.example.com" }
  endpoint    = { name = "millrace-test-payments-risk", variants = ["champion", "challenger"] }
  warehouse   = { name = "millrace-test", mode = "PROVISIONED" }
  canary      = { access_logs = "logs" }
  replication = { lake = { source = "lake", destination = "copy", rule = "everything" } }
}

run "everything_is_watched" {
  command = plan
  module {
    source = "./modules/observability"
  }

  # docs/operations.md has a line for each alarm, and none for what is no alarm. endpoint-* are those
  # of the endpoint's own module, failed-over that of the failover's, lineage-down that of the lineage's.
  assert {
    condition = toset(concat(tolist(output.lines), ["endpoint-errors", "endpoint-latency", "failed-over", "lineage-down"])) == toset([
      for line in regexall("(?m)^\\| `([a-z-]+)` \\|", split("## Alarms", file("../docs/operations.md"))[1]) : line[0]
    ])
    error_message = "Alarms without a line in docs/operations.md: ${join(", ", setsubtract(output.lines, [for line in regexall("(?m)^\\| `([a-z-]+)` \\|", split("## Alarms", file("../docs/operations.md"))[1]) : line[0]]))}; and lines without an alarm: ${join(", ", setsubtract([for line in regexall("(?m)^\\| `([a-z-]+)` \\|", split("## Alarms", file("../docs/operations.md"))[1]) : line[0]], concat(tolist(output.lines), ["endpoint-errors", "endpoint-latency", "failed-over", "lineage-down"])))}."
  }

  assert {
    condition     = alltrue([for key, alarm in aws_cloudwatch_metric_alarm.this : endswith(alarm.alarm_description, "see docs/operations.md, Alarms, ${local.alarms[key].line}.")])
    error_message = "Every alarm names its line."
  }

  assert {
    condition = alltrue([
      for alarm in concat(values(aws_cloudwatch_metric_alarm.this), values(aws_cloudwatch_composite_alarm.burn)) : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:111122223333:millrace-test-notices"])
    ]) && aws_cloudwatch_composite_alarm.urgent.alarm_actions == toset(["arn:aws:sns:eu-west-1:111122223333:millrace-test-urgent"])
    error_message = "Everything is told; only what is urgent is told urgently."
  }

  # 0.1 % may fail: 14.4 times that over an hour and over five minutes.
  assert {
    condition = (
      abs(aws_cloudwatch_metric_alarm.this["api-burn-fast-long"].threshold - 0.0144) < 0.000001 &&
      [for query in aws_cloudwatch_metric_alarm.this["api-burn-fast-long"].metric_query : query.metric[0].period if query.id == "bad"] == [3600] &&
      [for query in aws_cloudwatch_metric_alarm.this["api-burn-fast-short"].metric_query : query.metric[0].period if query.id == "bad"] == [300] &&
      abs(aws_cloudwatch_metric_alarm.this["scoring-burn-slow-long"].threshold - 0.06) < 0.000001 &&
      aws_cloudwatch_composite_alarm.burn["api-burn-fast"].alarm_rule == "ALARM(\"millrace-test-api-burn-fast-long\") AND ALARM(\"millrace-test-api-burn-fast-short\")"
    )
    error_message = "A budget burns when it does so over a long and a short window."
  }

  assert {
    condition     = aws_cloudwatch_composite_alarm.urgent.alarm_rule == join(" OR ", [for alarm in ["api-down", "job-down", "job-stopped", "stream-expiring", "api-burn-fast", "scoring-burn-fast"] : "ALARM(\"millrace-test-${alarm}\")"])
    error_message = "What needs somebody now: the API or the job down, records about to be lost, a budget that burns fast."
  }

  # CloudWatch refuses windows of more than a day with periods below an hour.
  assert {
    condition     = alltrue([for alarm in values(local.alarms) : alarm.period * alarm.of <= 86400 && alarm.at <= alarm.of])
    error_message = "An alarm looks back a day at most."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["stream-expiring"].threshold == 129600000 && aws_cloudwatch_metric_alarm.this["job-stopped"].treat_missing_data == "breaching"
    error_message = "Half of the retention is left when somebody is woken; an application that says nothing does not run."
  }

  assert {
    condition     = keys(aws_cloudwatch_dashboard.this) == ["cost", "inference", "job", "quality", "stream", "warehouse"]
    error_message = "Each part has a dashboard."
  }

  assert {
    condition = alltrue([
      for name, machine in aws_sfn_state_machine.response : machine.name == "millrace-test-${name}" && machine.encryption_configuration[0].kms_key_id == var.key.arn
    ]) && jsondecode(aws_cloudwatch_event_rule.response["restart-job"].event_pattern).detail.alarmName == ["millrace-test-job-stopped"]
    error_message = "The response is started by its alarm."
  }

  # An alert as the job puts it on the bus (EventBridgeTarget): those of a rule with the action fail.
  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.response["stop-job"].event_pattern) == {
      source      = ["millrace"]
      detail-type = ["Data Quality Alert"]
      detail      = { pipeline = ["payments"], severity = ["CRITICAL"], status = ["RAISED", "REMINDED"] }
    }
    error_message = "A rule that says fail stops the application; any other alert is told."
  }

  assert {
    condition     = alltrue([for topic in aws_sns_topic.this : topic.kms_master_key_id == var.key.arn]) && length(aws_sns_topic_subscription.mail) == 2
    error_message = "Topics are encrypted, and somebody reads them."
  }

  assert {
    condition = (
      aws_synthetics_canary.api[0].name == "millrace-test-api" &&
      aws_synthetics_canary.api[0].run_config[0].environment_variables == tomap({ API_HOST = "ingest.example.com", API_PREFIX = "/v1" }) &&
      aws_cloudwatch_metric_alarm.this["api-canary"].treat_missing_data == "breaching"
    )
    error_message = "A canary asks it as a client does, and one that says nothing is an alarm."
  }

  assert {
    condition     = aws_route53_health_check.api[0].fqdn == "ingest.example.com" && aws_route53_health_check.api[0].type == "HTTPS_STR_MATCH"
    error_message = "The API is asked from outside."
  }
}

run "the_least" {
  command = plan
  module {
    source = "./modules/observability"
  }
  variables {
    stream      = { name = "events", dead_letters = "dead", retention_hours = 24 }
    application = { name = "job", pipeline = "payments", log_group = "/job", always_running = false, checkpoint_seconds = 60 }
    api         = { name = "api", stage = "live", log_group = "/api" }
    endpoint    = null
    warehouse   = null
    replication = {}
    notify      = {}
    canary      = null
  }

  assert {
    condition     = length(setintersection(keys(aws_cloudwatch_metric_alarm.this), ["job-stopped", "scoring-burn-fast-long", "warehouse-backlog", "warehouse-disk", "copies-late-lake"])) == 0 && keys(aws_sfn_state_machine.response) == ["stop-job"] && length(aws_route53_health_check.api) + length(aws_synthetics_canary.api) == 0
    error_message = "What is not there is not watched, and a job with hours may stand still."
  }

  assert {
    condition     = keys(aws_cloudwatch_dashboard.this) == ["cost", "job", "quality", "stream"]
    error_message = "What is not there has no dashboard."
  }
}

run "a_serverless_warehouse" {
  command = plan
  module {
    source = "./modules/observability"
  }
  variables {
    warehouse = { name = "millrace-test", mode = "SERVERLESS" }
  }

  assert {
    condition     = strcontains(aws_cloudwatch_dashboard.this["warehouse"].dashboard_body, "AWS/Redshift-Serverless") && !contains(keys(aws_cloudwatch_metric_alarm.this), "warehouse-disk") && contains(keys(aws_cloudwatch_metric_alarm.this), "warehouse-backlog")
    error_message = "A serverless warehouse has no disks to fill, and may lag behind all the same."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/observability"
  }
  variables {
    name               = "Millrace"
    account_id         = "1111"
    key                = { arn = "a", alias = "b" }
    log_retention_days = 2
    notify             = { urgent = ["nobody"] }
    stream             = { name = "events", dead_letters = "dead", retention_hours = 1 }
    application        = { name = "job", pipeline = "payments", log_group = "job", always_running = true, checkpoint_seconds = 60 }
    api                = { name = "api", stage = "live", log_group = "api" }
    endpoint           = { name = "e", variants = [] }
    warehouse          = { name = "w", mode = "LARGE" }
    slo                = { availability = 100, freshness_seconds = 300 }
    limits             = { dead_letters = 0 }
    trace_percent      = 101
  }
  expect_failures = [
    var.name, var.account_id, var.key, var.log_retention_days, var.notify, var.stream, var.application, var.api,
    var.endpoint, var.warehouse, var.slo, var.limits, var.trace_percent,
  ]
}

run "refuses_a_freshness_below_a_minute_and_another_canary" {
  command = plan
  module {
    source = "./modules/observability"
  }
  variables {
    slo    = { freshness_seconds = 30 }
    canary = { access_logs = "logs", minutes = 1, runtime = "syn-python-selenium-5.1" }
  }
  expect_failures = [var.slo, var.canary]
}

run "refuses_a_canary_that_knows_nobody_to_ask" {
  command = plan
  module {
    source = "./modules/observability"
  }
  variables {
    api = { name = "api", stage = "live", log_group = "/api" }
  }
  expect_failures = [var.canary]
}
