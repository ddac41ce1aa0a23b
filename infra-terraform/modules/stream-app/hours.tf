locals {
  hours = merge([
    for hours in var.hours[*] : {
      stop = {
        expression = hours.stop
        action     = "stopApplication"
        input      = jsonencode({ ApplicationName = var.name, Force = false }) # takes a snapshot
      }
      start = {
        expression = hours.start
        action     = "startApplication"
        input = jsonencode({
          ApplicationName  = var.name
          RunConfiguration = { ApplicationRestoreConfiguration = { ApplicationRestoreType = "RESTORE_FROM_LATEST_SNAPSHOT" } }
        })
      }
    }
  ]...)
}

resource "aws_scheduler_schedule" "hours" {
  for_each = local.hours

  name                         = "${var.name}-${each.key}"
  description                  = "${title(each.key)}s the application."
  schedule_expression          = each.value.expression
  schedule_expression_timezone = var.hours.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${local.partition}:scheduler:::aws-sdk:kinesisanalyticsv2:${each.value.action}"
    role_arn = module.hours_role[0].arn
    input    = each.value.input

    # It answers with an error while it starts or stops.
    retry_policy {
      maximum_retry_attempts       = 10
      maximum_event_age_in_seconds = 3600
    }
  }
}
