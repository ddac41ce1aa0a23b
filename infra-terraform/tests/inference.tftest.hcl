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
  name        = "millrace-test-payments-risk"
  account_id  = "111122223333"
  models      = { bucket_arn = "arn:aws:s3:::code", key_alias = "alias/millrace-test-lake" }
  key         = { arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1", alias = "alias/millrace-test-inference" }
  log_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-2"
  variants = {
    champion   = { model_key = "models/0123abcd/model.tar.gz", content_hash = "0123abcd", weight = 90, instances = { min = 1, max = 4 } }
    challenger = { model_key = "models/4567abcd/model.tar.gz", content_hash = "4567abcd", weight = 10 }
  }
}

run "two_variants" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    capture = { bucket_arn = "arn:aws:s3:::lake", prefix = "payments/capture" }
  }

  assert {
    condition = {
      for variant in aws_sagemaker_endpoint_configuration.this.production_variants : variant.variant_name => variant.initial_variant_weight
    } == { champion = 90, challenger = 10 }
    error_message = "Requests are shared by weight."
  }

  assert {
    condition = alltrue([
      for variant, model in aws_sagemaker_model.this :
      model.enable_network_isolation && startswith(model.name, "millrace-test-payments-risk-${variant}-")
    ]) && length(distinct([for model in aws_sagemaker_model.this : model.name])) == 2
    error_message = "Each variant has a model of its own, that can send nothing anywhere."
  }

  assert {
    condition = (
      aws_sagemaker_endpoint_configuration.this.kms_key_arn == var.key.arn &&
      aws_sagemaker_endpoint_configuration.this.data_capture_config[0].kms_key_id == var.key.arn &&
      aws_sagemaker_endpoint_configuration.this.data_capture_config[0].destination_s3_uri == "s3://lake/payments/capture"
    )
    error_message = "Volumes and what is captured are encrypted with the key."
  }

  assert {
    condition = toset([for alarm in aws_sagemaker_endpoint.this.deployment_config[0].auto_rollback_configuration[0].alarms : alarm.alarm_name]) == toset([
      for alarm in ["champion-errors", "champion-latency", "challenger-errors", "challenger-latency"] : "millrace-test-payments-risk-${alarm}"
    ])
    error_message = "Errors and latency of either variant take a deployment back."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.latency["champion-latency"].threshold == 500000
    error_message = "Latency is compared in microseconds."
  }

  assert {
    condition     = keys(aws_appautoscaling_target.this) == ["champion"] && aws_appautoscaling_target.this["champion"].max_capacity == 4
    error_message = "What may grow, grows."
  }

  assert {
    condition     = toset([for key in keys(output.wildcards) : split("/", key)[1]]) == toset(["DecryptModels", "UseKey", "EncryptVolumes", "SignInToRegistry", "WriteLog", "WriteMetrics", "Capture"])
    error_message = "Every wildcard has a reason."
  }
}

run "one_variant_with_a_shadow" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    variants = { champion = { model_key = "models/0123abcd/model.tar.gz", content_hash = "0123abcd" } }
    shadow   = { model_key = "models/4567abcd/model.tar.gz", content_hash = "4567abcd", percent = 50 }
  }

  assert {
    condition = (
      length(aws_sagemaker_endpoint_configuration.this.production_variants) == 1 &&
      aws_sagemaker_endpoint_configuration.this.shadow_production_variants[0].initial_variant_weight == 0.5 &&
      length(aws_sagemaker_endpoint_configuration.this.data_capture_config) == 0
    )
    error_message = "The shadow sees half of the requests."
  }
}

run "a_day_of_hours" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    variants = { champion = { model_key = "m.tar.gz", content_hash = "0123abcd" } }
    hours    = { stop = "cron(0 17 ? * MON-FRI *)", start = "cron(0 9 ? * MON-FRI *)", timezone = "Europe/Berlin" }
  }

  assert {
    condition = { for name, schedule in aws_scheduler_schedule.hours : schedule.target[0].arn => schedule.schedule_expression } == {
      "arn:aws:scheduler:::aws-sdk:sagemaker:deleteEndpoint" = "cron(0 17 ? * MON-FRI *)"
      "arn:aws:scheduler:::aws-sdk:sagemaker:createEndpoint" = "cron(0 9 ? * MON-FRI *)"
    }
    error_message = "The endpoint is there by day."
  }
}

run "refuses_hours_with_scaling" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    hours = { stop = "cron(0 17 ? * MON-FRI *)", start = "cron(0 9 ? * MON-FRI *)" }
  }
  expect_failures = [var.hours]
}

run "refuses_hours_that_are_none" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    variants = { champion = { model_key = "m.tar.gz", content_hash = "0123abcd" } }
    hours    = { stop = "17:00", start = "09:00" }
  }
  expect_failures = [var.hours]
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    name                  = "Payments"
    account_id            = "1111"
    image                 = { tag = "latest" }
    models                = { bucket_arn = "code", key_alias = "alias/x" }
    variants              = {}
    requests_per_instance = 0
    capture               = { bucket_arn = "arn:aws:s3:::lake", prefix = "/" }
    rollback              = { errors = 0 }
    alarm_actions         = ["topic"]
    key                   = { arn = "a", alias = "b" }
    log_retention_days    = 2
  }
  expect_failures = [
    var.name, var.account_id, var.image, var.models, var.variants, var.requests_per_instance, var.capture,
    var.rollback, var.alarm_actions, var.key, var.log_retention_days,
  ]
}

run "refuses_a_shadow_of_two" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    shadow = { model_key = "models/4567abcd/model.tar.gz", content_hash = "4567abcd" }
  }
  expect_failures = [var.shadow]
}

run "refuses_a_model_that_is_no_archive" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    variants = { champion = { model_key = "model.json", content_hash = "0123abcd" } }
  }
  expect_failures = [var.variants]
}

run "refuses_a_most_below_the_fewest" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    variants = { champion = { model_key = "m.tar.gz", content_hash = "0123abcd", instances = { min = 2, max = 1 } } }
  }
  expect_failures = [var.variants]
}

run "refuses_to_scale_what_cannot" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    variants = { champion = { model_key = "m.tar.gz", content_hash = "0123abcd", instance_type = "ml.t2.medium", instances = { min = 1, max = 2 } } }
  }
  expect_failures = [var.variants]
}

run "refuses_a_shadow_of_nothing" {
  command = plan
  module {
    source = "./modules/inference"
  }
  variables {
    variants = { champion = { model_key = "m.tar.gz", content_hash = "0123abcd" } }
    shadow   = { model_key = "m.tar.gz", content_hash = "0123abcd", percent = 0 }
  }
  expect_failures = [var.shadow]
}
