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
  name            = "millrace-test"
  account_id      = "111122223333"
  mode            = "PROVISIONED"
  network         = { subnet_ids = ["subnet-1", "subnet-2", "subnet-3"], security_group_ids = ["sg-1"] }
  kms_key_arn     = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
  secrets_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-2"
  log_key_arn     = "arn:aws:kms:eu-west-1:111122223333:key/mrk-3"
  lake            = { bucket_arn = "arn:aws:s3:::lake", prefixes = ["payments"], key_alias = "alias/millrace-test-lake" }
}

run "provisioned_with_copies_and_hours" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/warehouse"
  }
  variables {
    provisioned  = { node_type = "ra3.xlplus", nodes = 2, multi_az = true }
    snapshots    = { days = 7, copy_days = 3 }
    copy_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/mrk-1"
    hours        = { stop = "cron(0 20 ? * MON-FRI *)", start = "cron(0 6 ? * MON-FRI *)" }
  }

  assert {
    condition = (
      tobool(aws_redshift_cluster.this[0].encrypted) &&
      aws_redshift_cluster.this[0].kms_key_id == var.kms_key_arn &&
      aws_redshift_cluster.this[0].manage_master_password &&
      aws_redshift_cluster.this[0].master_password_secret_kms_key_id == var.secrets_key_arn &&
      !aws_redshift_cluster.this[0].publicly_accessible &&
      aws_redshift_cluster.this[0].enhanced_vpc_routing &&
      !aws_redshift_cluster.this[0].skip_final_snapshot
    )
    error_message = "The cluster is encrypted, private, without a password of ours, and leaves a last snapshot."
  }

  assert {
    condition     = { for parameter in aws_redshift_parameter_group.this[0].parameter : parameter.name => parameter.value } == { require_ssl = "true", enable_user_activity_logging = "true", statement_timeout = "1800000" }
    error_message = "TLS is asked for, statements are logged and end."
  }

  assert {
    condition = toset([for group in aws_cloudwatch_log_group.this : group.name]) == toset([
      for log in aws_redshift_logging.this[0].log_exports : "/aws/redshift/cluster/millrace-test/${log}"
    ]) && alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == var.log_key_arn])
    error_message = "What is logged is encrypted with the key, and not kept for ever."
  }

  assert {
    condition     = aws_redshift_snapshot_copy.this[0].destination_region == "eu-central-1" && aws_redshift_snapshot_copy.this[0].retention_period == 3 && aws_redshift_snapshot_copy_grant.this[0].kms_key_id == var.copy_key_arn
    error_message = "Snapshots are copied, encrypted with the second region's key."
  }

  assert {
    condition = { for name, schedule in aws_scheduler_schedule.hours : name => schedule.target[0].arn } == {
      pause  = "arn:aws:scheduler:::aws-sdk:redshift:pauseCluster"
      resume = "arn:aws:scheduler:::aws-sdk:redshift:resumeCluster"
    } && jsondecode(aws_scheduler_schedule.hours["pause"].target[0].input) == { ClusterIdentifier = "millrace-test" }
    error_message = "At night it is paused."
  }

  assert {
    condition     = length(aws_redshiftserverless_namespace.this) + length(aws_redshiftserverless_workgroup.this) + length(aws_redshiftserverless_usage_limit.this) == 0
    error_message = "There is one warehouse."
  }
}

run "with_tables_of_a_pipeline" {
  command = plan
  module {
    source = "./modules/warehouse"
  }
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  variables {
    tables = {
      statements = [for sql in split(";\n", file("catalog/payments.sql")) : trimspace(sql) if trimspace(sql) != ""]
      secret_arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:millrace-test/warehouse-loader-AbCdEf"
    }
  }

  assert {
    condition     = length(aws_redshiftdata_statement.table) == length(regexall("(?m)^CREATE TABLE", file("catalog/payments.sql"))) && length([for table in aws_redshiftdata_statement.table : table if startswith(table.sql, "CREATE TABLE IF NOT EXISTS \"scored_payments\"")]) == 1
    error_message = "Each table of the pipeline is made."
  }

  assert {
    condition     = length(aws_redshiftdata_statement.view) == length(regexall("(?m)^CREATE OR REPLACE VIEW", file("catalog/payments.sql"))) && length(aws_redshiftdata_statement.view) > 0 && alltrue([for view in aws_redshiftdata_statement.view : startswith(view.sql, "CREATE OR REPLACE VIEW")])
    error_message = "The views over the small tables are made, after the tables."
  }
}

run "serverless" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/warehouse"
  }
  variables {
    mode = "SERVERLESS"
  }

  assert {
    condition = (
      aws_redshiftserverless_namespace.this[0].kms_key_id == var.kms_key_arn &&
      aws_redshiftserverless_namespace.this[0].manage_admin_password &&
      aws_redshiftserverless_namespace.this[0].admin_password_secret_kms_key_id == var.secrets_key_arn &&
      !aws_redshiftserverless_workgroup.this[0].publicly_accessible &&
      aws_redshiftserverless_workgroup.this[0].enhanced_vpc_routing
    )
    error_message = "The warehouse is encrypted, private, and without a password of ours."
  }

  assert {
    condition     = contains([for parameter in aws_redshiftserverless_workgroup.this[0].config_parameter : "${parameter.parameter_key}=${parameter.parameter_value}"], "require_ssl=true")
    error_message = "TLS is asked for."
  }

  assert {
    condition     = aws_redshiftserverless_usage_limit.this[0].breach_action == "deactivate"
    error_message = "What it may cost in a day has a limit."
  }

  assert {
    condition     = length(aws_redshift_cluster.this) + length(aws_redshift_snapshot_copy.this) + length(aws_scheduler_schedule.hours) == 0
    error_message = "There is one warehouse."
  }
}

run "refuses_copies_without_a_key" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/warehouse"
  }
  variables {
    snapshots = { copy_days = 3 }
  }
  expect_failures = [aws_redshift_snapshot_copy.this]
}

run "refuses_faulty_values" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/warehouse"
  }
  variables {
    name               = "Millrace"
    account_id         = "1111"
    provisioned        = { node_type = "dc2.large" }
    serverless         = { base_capacity = 12 }
    database           = "Millrace"
    port               = 80
    network            = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
    log_retention_days = 2
    lake               = { bucket_arn = "arn:aws:s3:::lake", prefixes = ["/payments/"], key_alias = "alias/x" }
    snapshots          = { days = 99 }
    hours              = { stop = "at night", start = "cron(0 6 ? * MON-FRI *)" }
  }
  expect_failures = [
    var.name, var.account_id, var.provisioned, var.serverless, var.database, var.port, var.network,
    var.log_retention_days, var.lake, var.snapshots, var.hours,
  ]
}

run "refuses_faulty_combinations" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/warehouse"
  }
  variables {
    mode        = "SERVERLESS"
    provisioned = { node_type = "ra3.large", nodes = 2, multi_az = true }
    serverless  = { daily_hours = 0 }
    hours       = { stop = "cron(0 20 ? * MON-FRI *)", start = "cron(0 6 ? * MON-FRI *)" }
  }
  expect_failures = [var.provisioned, var.serverless, var.hours]
}

run "refuses_half_a_node_and_an_unknown_mode" {
  command = plan
  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }
  module {
    source = "./modules/warehouse"
  }
  variables {
    tables      = { statements = ["DROP TABLE load_ledger"], secret_arn = "s" }
    mode        = "CLUSTER"
    provisioned = { nodes = 0.5 }
  }
  expect_failures = [var.mode, var.provisioned, var.tables]
}
