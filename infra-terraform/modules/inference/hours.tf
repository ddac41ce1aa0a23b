# An endpoint cannot be stopped, only be there or not. At night it is deleted, and in the morning made
# again from its configuration; a plan in between shows it as missing.

locals {
  endpoint_arn = "arn:${local.partition}:sagemaker:${local.region}:${var.account_id}:endpoint/${var.name}"

  hours = merge([
    for hours in var.hours[*] : {
      delete = { about = "Deletes", expression = hours.stop, action = "deleteEndpoint", input = { EndpointName = var.name } }
      create = {
        about      = "Makes"
        expression = hours.start
        action     = "createEndpoint"
        input = {
          EndpointName       = var.name
          EndpointConfigName = aws_sagemaker_endpoint_configuration.this.name
          Tags               = [for key, value in data.aws_default_tags.this.tags : { Key = key, Value = value }]
        }
      }
    }
  ]...)
}

data "aws_default_tags" "this" {}

module "hours_role" {
  source = "../iam"
  count  = var.hours == null ? 0 : 1

  name        = "${var.name}-${local.region}-endpoint-hours"
  description = "Deletes the endpoint ${var.name} at night and makes it again in the morning."
  service     = "scheduler.amazonaws.com"
  account_id  = var.account_id

  statements = {
    DeleteAndMake = {
      actions   = ["sagemaker:CreateEndpoint", "sagemaker:DeleteEndpoint", "sagemaker:AddTags"]
      resources = [local.endpoint_arn]
    }
    UseConfiguration = {
      actions   = ["sagemaker:CreateEndpoint"]
      resources = ["arn:${local.partition}:sagemaker:${local.region}:${var.account_id}:endpoint-config/${var.name}-*"]
      reason    = "Terraform ends the name of each configuration of this endpoint with its own letters, so that the next can be made before the last is gone."
    }
  }
}

resource "aws_scheduler_schedule" "hours" {
  for_each = local.hours

  name                         = "${var.name}-${each.key}"
  description                  = "${each.value.about} the endpoint."
  schedule_expression          = each.value.expression
  schedule_expression_timezone = var.hours.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${local.partition}:scheduler:::aws-sdk:sagemaker:${each.value.action}"
    role_arn = module.hours_role[0].arn
    input    = jsonencode(each.value.input)

    # It answers with an error while it is made or deleted.
    retry_policy {
      maximum_retry_attempts       = 10
      maximum_event_age_in_seconds = 3600
    }
  }
}
