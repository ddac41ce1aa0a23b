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
  name          = "millrace-test-payments"
  account_id    = "111122223333"
  code          = { bucket_arn = "arn:aws:s3:::code", key = "flink-job.jar", version = "v1" }
  pipeline      = "payments"
  source_stream = { arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/millrace-test-events", key_alias = "alias/millrace-test-stream" }
  lake          = { root = "s3://lake/payments", bucket_arn = "arn:aws:s3:::lake", key_alias = "alias/millrace-test-lake" }
  network       = { subnet_ids = ["subnet-1", "subnet-2", "subnet-3"], security_group_ids = ["sg-1"] }
  log_key_arn   = "arn:aws:kms:eu-west-1:111122223333:key/mrk-2"
}

run "with_the_least_that_it_needs" {
  command = plan
  module {
    source = "./modules/stream-app"
  }

  assert {
    condition = output.property_groups == {
      pipeline  = { location = "payments" }
      source    = { "type" = "kinesis", "stream.arn" = "arn:aws:kinesis:eu-west-1:111122223333:stream/millrace-test-events", "shard.idle.interval" = "30s" }
      bootstrap = {}
      lake      = { path = "s3://lake/payments" }
      rules     = {}
      tracing   = {}
      warehouse = { "type" = "none" }
      inference = {}
      alerts    = {}
      lineage   = { transport = "file", path = "s3://lake/payments/lineage" }
    }
    error_message = "The job gets its properties, and no key for what there is not."
  }

  assert {
    condition = jsonencode({
      for group in aws_kinesisanalyticsv2_application.this.application_configuration[0].environment_properties[0].property_group :
      group.property_group_id => group.property_map
    }) == jsonencode({ for group, properties in output.property_groups : group => properties if length(properties) > 0 })
    error_message = "The application hands over exactly these properties; the service refuses empty groups."
  }

  assert {
    condition = (
      aws_kinesisanalyticsv2_application.this.runtime_environment == "FLINK-1_20" &&
      aws_kinesisanalyticsv2_application.this.start_application &&
      aws_kinesisanalyticsv2_application.this.application_configuration[0].application_snapshot_configuration[0].snapshots_enabled &&
      aws_kinesisanalyticsv2_application.this.application_configuration[0].application_code_configuration[0].code_content[0].s3_content_location[0].object_version == "v1" &&
      aws_kinesisanalyticsv2_application.this.application_configuration[0].run_configuration[0].flink_run_configuration[0].allow_non_restored_state == false
    )
    error_message = "It runs the version of the jar, from snapshots, and drops no state."
  }

  assert {
    condition     = length(aws_scheduler_schedule.hours) == 0
    error_message = "It always runs."
  }

  assert {
    condition = toset(keys(output.wildcards)) == toset([
      for id in ["DecryptStream", "WriteLake", "EncryptLake", "FindLog", "DescribeNetwork", "JoinNetwork"] :
      "millrace-test-payments-eu-west-1-stream-app/${id}"
    ])
    error_message = "It may not read secrets or call endpoints; every wildcard has a reason."
  }

  assert {
    condition     = output.role_arn == "arn:aws:iam::111122223333:role/millrace-test-payments-eu-west-1-stream-app"
    error_message = "Others can name its role before it exists."
  }
}

run "with_all_that_there_is" {
  command = plan
  module {
    source = "./modules/stream-app"
  }
  variables {
    pipeline = "s3://code/pipelines/payments"
    rules    = { location = "s3://code/rules/payments.dqdl" }
    traces   = "xray"
    source_stream = {
      arn              = "arn:aws:kinesis:eu-west-1:111122223333:stream/millrace-test-events", key_alias = "alias/millrace-test-stream"
      initial_position = "at_timestamp", initial_timestamp = "2026-05-01T00:00:00Z", shard_idle_interval = "1m"
    }
    bootstrap = { lake = "s3://copies/payments/lake", bucket_arn = "arn:aws:s3:::copies" }
    warehouse = {
      jdbc_url         = "jdbc:redshift://millrace.example:5439/millrace"
      secret_name      = "millrace-test/warehouse-loader"
      secret_arn       = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:millrace-test/warehouse-loader-AbCdEf"
      secret_key_alias = "alias/millrace-test-secrets"
      iam_role         = "arn:aws:iam::111122223333:role/copy"
    }
    inference     = { endpoint = "millrace-test-risk" }
    alert_bus_arn = "arn:aws:events:eu-west-1:111122223333:event-bus/default"
    lineage       = { transport = "http", url = "https://lineage.example.com" }
    hours         = { stop = "cron(0 20 ? * MON-FRI *)", start = "cron(0 6 ? * MON-FRI *)", timezone = "Europe/Berlin" }
    capacity      = { parallelism = 8, parallelism_per_kpu = 2, autoscaling = true }
  }

  assert {
    condition = output.property_groups == {
      pipeline = { location = "s3://code/pipelines/payments" }
      source = {
        "type"                = "kinesis"
        "stream.arn"          = "arn:aws:kinesis:eu-west-1:111122223333:stream/millrace-test-events"
        "initial.position"    = "at_timestamp"
        "initial.timestamp"   = "2026-05-01T00:00:00Z"
        "shard.idle.interval" = "1m"
      }
      bootstrap = { lake = "s3://copies/payments/lake", overlap = "10m" }
      lake      = { path = "s3://lake/payments" }
      rules     = { "location" = "s3://code/rules/payments.dqdl", "poll.interval" = "1m" }
      tracing   = { "transport" = "xray" }
      warehouse = {
        "type"       = "redshift"
        "jdbc.url"   = "jdbc:redshift://millrace.example:5439/millrace"
        "secret.arn" = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:millrace-test/warehouse-loader-AbCdEf"
        "iam.role"   = "arn:aws:iam::111122223333:role/copy"
      }
      inference = { endpoint = "millrace-test-risk" }
      alerts    = { "event.bus" = "arn:aws:events:eu-west-1:111122223333:event-bus/default" }
      lineage   = { transport = "http", url = "https://lineage.example.com" }
    }
    error_message = "The job gets every property."
  }

  assert {
    condition = toset([for key in keys(output.wildcards) : split("/", key)[1]]) == toset([
      "DecryptStream", "WriteLake", "EncryptLake", "FindLog", "DescribeNetwork", "JoinNetwork",
      "ReadPipeline", "ReadBootstrap", "ReadSecret", "DecryptSecret", "PutSpans",
    ])
    error_message = "What it may do follows what it uses."
  }

  assert {
    condition = (
      aws_scheduler_schedule.hours["stop"].target[0].arn == "arn:aws:scheduler:::aws-sdk:kinesisanalyticsv2:stopApplication" &&
      jsondecode(aws_scheduler_schedule.hours["stop"].target[0].input) == { ApplicationName = "millrace-test-payments", Force = false } &&
      aws_scheduler_schedule.hours["start"].schedule_expression_timezone == "Europe/Berlin"
    )
    error_message = "At night it is stopped with a snapshot."
  }
}

run "a_standby" {
  command = plan
  module {
    source = "./modules/stream-app"
  }
  variables {
    started = false
  }

  assert {
    condition     = aws_kinesisanalyticsv2_application.this.start_application == false
    error_message = "It is there and does not run."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/stream-app"
  }
  variables {
    name               = "a-name-that-is-far-too-long-for-a-role-of-it"
    account_id         = "1111"
    runtime            = "FLINK-1_19"
    code               = { bucket_arn = "arn:aws:s3:::code", key = "flink-job.zip", version = "v1" }
    pipeline           = "../payments"
    bootstrap          = { lake = "lake", bucket_arn = "arn:aws:s3:::lake" }
    lake               = { root = "s3://lake", bucket_arn = "arn:aws:s3:::lake", key_alias = "alias/x" }
    inference          = { endpoint = "a_b" }
    lineage            = { transport = "http" }
    alert_bus_arn      = "default"
    network            = { subnet_ids = [], security_group_ids = ["sg-1"] }
    capacity           = { parallelism = 0 }
    checkpoint_seconds = 1
    log_level          = "DEBUG"
    log_retention_days = 2
    hours              = { stop = "at night", start = "cron(0 6 ? * MON-FRI *)" }
    warehouse          = { jdbc_url = "jdbc:redshift://host:5439/dev?password=x", secret_name = "s", secret_arn = "a", secret_key_alias = "alias/s", iam_role = "r" }
  }
  expect_failures = [
    var.name, var.account_id, var.runtime, var.code, var.pipeline, var.bootstrap, var.lake,
    var.inference, var.lineage, var.alert_bus_arn, var.network, var.capacity, var.checkpoint_seconds, var.log_level,
    var.log_retention_days, var.hours, var.warehouse,
  ]
}

run "refuses_faulty_values_2" {
  command = plan
  module {
    source = "./modules/stream-app"
  }
  variables {
    source_stream = { arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/s", key_alias = "alias/s", initial_position = "earliest" }
    capacity      = { parallelism_per_kpu = 9 }
    lineage       = { transport = "kafka" }
    rules         = { location = "s3://code/payments.dqdl", poll_interval = "soon" }
    traces        = "http://me:word@collector:4318"
  }
  expect_failures = [var.source_stream, var.capacity, var.lineage, var.rules, var.traces]
}

run "refuses_a_stream_without_its_arn" {
  command = plan
  module {
    source = "./modules/stream-app"
  }
  variables {
    source_stream = { arn = "millrace-test-events", key_alias = "alias/millrace-test-stream" }
    rules         = { location = "s3://elsewhere/payments.dqdl" }
  }
  expect_failures = [var.source_stream, var.rules]
}

run "refuses_a_time_without_at_timestamp" {
  command = plan
  module {
    source = "./modules/stream-app"
  }
  variables {
    source_stream = { arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/s", key_alias = "alias/s", initial_timestamp = "2026-05-01T00:00:00Z" }
  }
  expect_failures = [var.source_stream]
}

run "refuses_the_end_of_a_lake_that_there_is_not" {
  command = plan
  module {
    source = "./modules/stream-app"
  }
  variables {
    source_stream = { arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/s", key_alias = "alias/s", initial_position = "lake_end" }
  }
  expect_failures = [var.source_stream]
}

run "refuses_a_bootstrap_that_reads_all_again" {
  command = plan
  module {
    source = "./modules/stream-app"
  }
  variables {
    source_stream = { arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/s", key_alias = "alias/s", initial_position = "trim_horizon" }
    bootstrap     = { lake = "s3://lake/payments/lake", bucket_arn = "arn:aws:s3:::lake" }
  }
  expect_failures = [var.source_stream]
}
