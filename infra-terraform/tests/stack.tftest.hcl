# The whole, by mode of recovery. The real provider, offline: plans only, with keys that are none.
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

provider "aws" {
  alias                       = "billing"
  region                      = "us-east-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

# What checks.tf asks is known only of what is there.
override_resource {
  target          = module.stream_app.aws_kinesisanalyticsv2_application.this
  override_during = plan
  values          = { status = "RUNNING" }
}

override_resource {
  target          = module.standby_stream_app[0].aws_kinesisanalyticsv2_application.this
  override_during = plan
  values          = { status = "READY" }
}

override_resource {
  target          = module.observability.aws_synthetics_canary.api
  override_during = plan
  values          = { status = "RUNNING" }
}

variables {
  environment = "staging"
  owner       = "millrace"
  account_id  = "111122223333"
  jar         = { key = "jars/flink-job.jar", version = "v1" }
  warehouse   = { mode = "PROVISIONED" }
  inference   = { endpoint = "payments-risk", variants = { champion = { model = "README.md" } } }
}

run "one_region" {
  command = plan

  assert {
    condition     = length(module.standby_network) + length(module.standby_ingest) + length(module.standby_stream_app) == 0 && module.lake.replica == null && module.kms.secondary_arns == {}
    error_message = "With dr_mode none, nothing stands in the second region."
  }

  assert {
    condition     = output.lake_root == "s3://millrace-staging-111122223333-eu-west-1-lake/payments" && output.stream.name == "millrace-staging-events"
    error_message = "Names are <project>-<environment>-<what>."
  }

  assert {
    condition = (
      output.application.property_groups.source["stream.arn"] == output.stream.arn &&
      output.application.property_groups.lake.path == output.lake_root &&
      output.application.property_groups.warehouse.type == "redshift" &&
      output.application.property_groups.inference.endpoint == output.endpoint
    )
    error_message = "The job reads the stream that is filled, writes into the lake, loads the warehouse and asks the endpoint."
  }

  # `millrace send --from-terraform` reads these; their names are an interface.
  assert {
    condition = (
      output.region == "eu-west-1" && output.endpoint == "millrace-staging-payments-risk" &&
      output.stream == { name = "millrace-staging-events", arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/millrace-staging-events" }
    )
    error_message = "What the command line asks for is there by its name."
  }

  assert {
    condition     = alltrue([for reason in values(output.wildcards) : length(reason) > 20])
    error_message = "Every wildcard has a reason."
  }
}

run "copies_in_the_second_region" {
  command = plan

  override_resource {
    target          = module.stream_app.aws_kinesisanalyticsv2_application.this
    override_during = plan
    values          = { status = "READY" }
  }

  # And it is told that the application was left stopped.
  expect_failures = [check.application_runs]

  variables {
    dr_mode   = "backup"
    warehouse = null
    inference = null
  }

  assert {
    condition     = length(module.standby_network) + length(module.standby_ingest) + length(module.standby_stream_app) == 0 && output.standby == null && length(module.standby_catalog) == 1
    error_message = "With dr_mode backup, nothing runs in the second region."
  }

  assert {
    condition     = module.lake.replica != null && toset(keys(module.kms.secondary_arns)) == toset(keys(module.kms.arns))
    error_message = "With dr_mode backup, data and keys are in both regions."
  }

  assert {
    condition     = length(module.warehouse) == 0 && output.warehouse == null && output.application.property_groups.warehouse == { type = "none" } && output.application.property_groups.inference == {}
    error_message = "Without a warehouse and an endpoint the job uses none."
  }
}

run "a_pilot_light" {
  command = plan
  variables {
    dr_mode  = "pilot_light"
    jar      = { path = "README.md" }
    pipeline = { name = "payments", rules = "s3://millrace-staging-111122223333-eu-west-1-code/rules/payments.dqdl" }
  }

  assert {
    condition = output.standby == {
      region      = "eu-central-1"
      stream      = { name = "millrace-staging-events", arn = "arn:aws:kinesis:eu-central-1:111122223333:stream/millrace-staging-events" }
      api_url     = output.standby.api_url
      lake_root   = "s3://millrace-staging-111122223333-eu-central-1-lake/payments-standby"
      application = "millrace-staging-payments"
      failover    = output.standby.failover
      drill       = output.standby.drill
    }
    error_message = "With dr_mode pilot_light, the second region has a stream, an API and an application of its own."
  }

  assert {
    condition     = module.standby_stream_app[0].property_groups.bootstrap.lake == "s3://millrace-staging-111122223333-eu-central-1-lake/payments/lake"
    error_message = "The standby begins with the copies of the lake."
  }

  assert {
    condition = (
      output.application.property_groups.rules.location == "s3://millrace-staging-111122223333-eu-west-1-code/rules/payments.dqdl" &&
      module.standby_stream_app[0].property_groups.rules.location == "s3://millrace-staging-111122223333-eu-central-1-code/rules/payments.dqdl"
    )
    error_message = "Each region looks for new rules in its own bucket."
  }

  assert {
    condition     = !local.running && length(aws_s3_object.standby_jar) == 1 && length(module.standby_inference) == 0
    error_message = "The standby's application is there, with its jar, and does not run."
  }
}

run "production_is_warm" {
  command = plan

  # And it is told that the standby does not run, as that of a pilot light.
  expect_failures = [check.standby_is_as_dr_mode_says]

  variables {
    observability = { notify = { urgent = ["on-call@example.com"] } }
    security      = {}
    backup        = { lock = {} }
    cost          = { budget_usd = 5000, account = true, activate_tags = true }
    edge          = { readers = { on-call = "tests/policy/reader.pem" } }
    lineage       = { domain = { name = "lineage.example.com", certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1", zone_id = "Z0123456789" } }
    environment   = "prod"
    dr_mode       = "warm"
    ingest = {
      clients = { web = {} }
      domain = {
        name                      = "ingest.example.com"
        certificate_arn           = "arn:aws:acm:eu-west-1:111122223333:certificate/1"
        secondary_certificate_arn = "arn:aws:acm:eu-central-1:111122223333:certificate/1"
        zone_id                   = "Z0123456789"
      }
    }
  }

  assert {
    condition     = local.running && length(module.standby_inference) == 1 && output.api_url == "https://ingest.example.com/v1" && output.standby.api_url == output.api_url
    error_message = "Both regions run, and answer to one name."
  }

  assert {
    condition     = output.lineage_url == "https://lineage.example.com" && output.application.property_groups.lineage == { transport = "http", url = output.lineage_url } && output.pages.bucket == "millrace-prod-111122223333-eu-west-1-pages"
    error_message = "The job sends its lineage where it is looked at, and pages have a place."
  }

  assert {
    condition     = length(module.failover) == 1 && length(module.backup) == 1 && module.backup[0].copies == "millrace-prod-copies"
    error_message = "The second region can take over, and backups are in both."
  }
}

run "refuses_faulty_values" {
  command = plan
  variables {
    environment = "test"
    project     = "Millrace"
    owner       = " "
    account_id  = "1111"
    region      = "europe"
    dr_mode     = "hot"
    zones       = { primary = ["a", "b"] }
    network     = { cidr = "10.1.0.0/16", secondary_cidr = "10.1.0.0/16" }
    pipeline    = { name = "Payments" }
    jar         = {}
  }
  expect_failures = [
    var.environment, var.project, var.owner, var.account_id, var.region, var.dr_mode, var.zones, var.network,
    var.pipeline, var.jar,
  ]
}

run "refuses_faulty_combinations" {
  command = plan
  variables {
    environment      = "prod"
    dr_mode          = "warm"
    secondary_region = "eu-west-1"
    stream           = { retention_hours = 24 }
    jar              = { path = "no-such.jar" }
    cost             = { budget_usd = 100, activate_tags = true }
    catalog          = { definition = "catalog/no-such.json" }
    warehouse        = { mode = "PROVISIONED", hours = { stop = "cron(0 20 ? * MON-FRI *)", start = "cron(0 6 ? * MON-FRI *)" } }
    inference        = { endpoint = "payments-risk", variants = { champion = { model = "no-such.tar.gz" } } }
    app              = { hours = { stop = "cron(0 20 ? * MON-FRI *)", start = "cron(0 6 ? * MON-FRI *)" } }
    ingest = {
      domain = { name = "ingest.example.com", certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1" }
    }
  }
  expect_failures = [var.secondary_region, var.stream, var.jar, var.app, var.ingest, var.warehouse, var.inference, var.catalog, var.observability, var.cost, var.backup]
}

run "refuses_an_endpoint_with_hours_in_production_and_pages_without_readers" {
  command = plan
  variables {
    environment   = "prod"
    observability = { notify = { urgent = ["on-call@example.com"] } }
    backup        = { lock = {} }
    network       = { nat = "none", interface_endpoints = ["kinesis-streams", "logs", "monitoring", "sagemaker.runtime", "secretsmanager"] }
    edge          = { readers = { on-call = "no-such.pem" } }
    lineage       = { domain = { name = "lineage.example.com", certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1", zone_id = "Z0123456789" } }
    inference = {
      endpoint = "payments-risk"
      variants = { champion = { model = "README.md" } }
      hours    = { stop = "cron(0 20 ? * MON-FRI *)", start = "cron(0 6 ? * MON-FRI *)" }
    }
  }
  expect_failures = [var.inference, var.edge, var.lineage]
}

run "refuses_to_capture_more_than_all_requests" {
  command = plan
  variables {
    inference = { endpoint = "payments-risk", capture_percent = 101, variants = { champion = { model = "README.md" } } }
  }
  expect_failures = [var.inference]
}
