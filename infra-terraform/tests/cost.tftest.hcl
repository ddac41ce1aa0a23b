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
  alias                       = "billing"
  region                      = "us-east-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name       = "millrace-test"
  account_id = "111122223333"
  budget_usd = 250
  tag        = { key = "Environment", value = "test" }
  topic_arn  = "arn:aws:sns:eu-west-1:111122223333:millrace-test-notices"
}

run "a_stack" {
  command = plan
  providers = {
    aws         = aws
    aws.billing = aws.billing
  }
  module {
    source = "./modules/cost"
  }

  assert {
    condition     = aws_budgets_budget.month.limit_amount == "250" && one(aws_budgets_budget.month.cost_filter).values[0] == "user:Environment$test"
    error_message = "The budget is that of the stack."
  }

  assert {
    condition     = { for notification in aws_budgets_budget.month.notification : notification.notification_type => notification.threshold } == { ACTUAL = 80, FORECASTED = 100 } && alltrue([for notification in aws_budgets_budget.month.notification : notification.subscriber_sns_topic_arns == toset([var.topic_arn])])
    error_message = "It is told before it is spent."
  }

  assert {
    condition     = jsondecode(aws_ce_anomaly_monitor.this.monitor_specification).Tags.Values == ["test"] && one(one(aws_ce_anomaly_subscription.this.threshold_expression).dimension).values == toset(["20"])
    error_message = "What is unusual is told."
  }

  assert {
    condition     = length(aws_cur_report_definition.this) + length(aws_ce_cost_allocation_tag.this) + length(aws_computeoptimizer_enrollment_status.this) == 0 && output.report_bucket == null
    error_message = "A stack leaves alone what belongs to the account."
  }
}

run "the_stack_that_sets_the_account_up" {
  command = plan
  providers = {
    aws         = aws
    aws.billing = aws.billing
  }
  module {
    source = "./modules/cost"
  }
  variables {
    account = { access_logs = "logs", activate_tags = ["Project", "Environment"] }
  }

  assert {
    condition     = aws_cur_report_definition.this[0].s3_region == "eu-west-1" && aws_cur_report_definition.this[0].format == "Parquet" && keys(aws_ce_cost_allocation_tag.this) == ["Environment", "Project"] && aws_computeoptimizer_enrollment_status.this[0].status == "Active"
    error_message = "One stack has the reports, the tags and the optimizer."
  }
}

run "refuses_faulty_values" {
  command = plan
  providers = {
    aws         = aws
    aws.billing = aws.billing
  }
  module {
    source = "./modules/cost"
  }
  variables {
    name        = "Millrace"
    account_id  = "1111"
    budget_usd  = 0
    tag         = { key = "", value = "test" }
    topic_arn   = "topic"
    anomaly_usd = 0
    account     = { access_logs = "logs", report_days = 1 }
  }
  expect_failures = [var.name, var.account_id, var.budget_usd, var.tag, var.topic_arn, var.anomaly_usd, var.account]
}
