# What a machine can do as well as somebody who was woken: a state machine for each, without code of
# ours in between. Each tells what it did.

locals {
  application_arn = "arn:${local.partition}:kinesisanalytics:${local.region}:${var.account_id}:application/${var.application.name}"
  stream_arn      = "arn:${local.partition}:kinesis:${local.region}:${var.account_id}:stream/${var.stream.name}"

  # What EventBridge hears: an alarm of ours, or an alert of the job (EventBridgeTarget).
  alarm_heard = { for alarm in ["job-stopped", "stream-throttled"] : alarm => {
    source      = ["aws.cloudwatch"]
    detail-type = ["CloudWatch Alarm State Change"]
    detail      = { alarmName = ["${var.name}-${alarm}"], state = { value = ["ALARM"] } }
  } }
  alert_heard = { source = ["millrace"], detail-type = ["Data Quality Alert"] }

  responses = merge(
    {
      stop-job = {
        about     = "Stops the application with a snapshot when a rule with the action fail breaks."
        heard     = jsonencode(merge(local.alert_heard, { detail = { pipeline = [var.application.pipeline], severity = ["CRITICAL"], status = ["RAISED", "REMINDED"] } }))
        actions   = ["kinesisanalytics:DescribeApplication", "kinesisanalytics:StopApplication", "kinesisanalytics:TagResource"]
        resources = [local.application_arn]
        values    = { application = var.application.name, application_arn = local.application_arn }
      }
    },
    { for name, response in {
      restart-job = {
        about     = "Starts an application that was left stopped, from its newest snapshot."
        heard     = jsonencode(local.alarm_heard.job-stopped)
        actions   = ["kinesisanalytics:DescribeApplication", "kinesisanalytics:StartApplication", "kinesisanalytics:ListTagsForResource"]
        resources = [local.application_arn]
        values    = { application = var.application.name, application_arn = local.application_arn }
      }
    } : name => response if var.application.always_running },
    { for name, response in {
      grow-stream = {
        about     = "Doubles the shards of a stream that refuses records, up to a limit."
        heard     = jsonencode(local.alarm_heard.stream-throttled)
        actions   = ["kinesis:DescribeStreamSummary", "kinesis:UpdateShardCount"]
        resources = [local.stream_arn]
        values    = { stream = var.stream.name, most = var.stream.most_shards }
      }
    } : name => response if var.stream.most_shards != null },
  )

  response_arns = { for name in keys(local.responses) : name => "arn:${local.partition}:states:${local.region}:${var.account_id}:stateMachine:${var.name}-${name}" }
}

module "response_role" {
  source   = "../iam"
  for_each = local.responses

  name        = "${var.name}-${local.region}-${each.key}"
  description = each.value.about
  service     = "states.amazonaws.com"
  account_id  = var.account_id

  statements = {
    Act  = { actions = each.value.actions, resources = each.value.resources }
    Tell = { actions = ["sns:Publish"], resources = values(local.topic_arns) }
    UseKey = {
      actions    = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources  = [local.keys]
      reason     = local.key_reason
      conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.key.alias] }]
    }
    DeliverLog = {
      actions = [
        "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
        "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
      ]
      resources = ["*"]
      reason    = "Step Functions sets its log's delivery up by these actions, which know no resources."
    }
    Trace = {
      actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"]
      resources = ["*"]
      reason    = "These actions know no resources."
    }
  }
}

resource "aws_cloudwatch_log_group" "response" {
  for_each = local.responses

  name              = "/aws/vendedlogs/states/${var.name}-${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key.arn
}

resource "aws_sfn_state_machine" "response" {
  for_each = local.responses

  name     = "${var.name}-${each.key}"
  role_arn = module.response_role[each.key].arn
  type     = "STANDARD"

  # The topic's own ARN, not the one known before: the provider asks AWS to validate a definition that a
  # plan knows, and would need an account for a plan.
  definition = templatefile("${path.module}/responses/${each.key}.asl.json", merge(each.value.values, {
    partition = local.partition
    topic     = aws_sns_topic.this["notices"].arn
    urgent    = aws_sns_topic.this["urgent"].arn
  }))

  logging_configuration {
    level                  = "ERROR"
    include_execution_data = true
    log_destination        = "${aws_cloudwatch_log_group.response[each.key].arn}:*"
  }

  encryption_configuration {
    type                              = "CUSTOMER_MANAGED_KMS_KEY"
    kms_key_id                        = var.key.arn
    kms_data_key_reuse_period_seconds = 300
  }

  tracing_configuration {
    enabled = true
  }

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_cloudwatch_event_rule" "response" {
  for_each = local.responses

  name        = "${var.name}-${each.key}"
  description = each.value.about

  event_pattern = each.value.heard

  tags = { Name = "${var.name}-${each.key}" }
}

module "rule_role" {
  source   = "../iam"
  for_each = local.responses

  name        = "${var.name}-${local.region}-${each.key}-rule"
  description = "Starts the response ${each.key}."
  service     = "events.amazonaws.com"
  account_id  = var.account_id

  statements = {
    Start = { actions = ["states:StartExecution"], resources = [local.response_arns[each.key]] }
  }
}

resource "aws_cloudwatch_event_target" "response" {
  for_each = local.responses

  rule     = aws_cloudwatch_event_rule.response[each.key].name
  arn      = aws_sfn_state_machine.response[each.key].arn
  role_arn = module.rule_role[each.key].arn

  retry_policy {
    maximum_retry_attempts       = 4
    maximum_event_age_in_seconds = 900
  }
}

# What the service says of itself goes to the same topic.
resource "aws_cloudwatch_event_rule" "notices" {
  name        = "${var.name}-notices"
  description = "Alerts of the data, failed deployments of the endpoint, changes of the application, events of AWS's health service."

  event_pattern = jsonencode({
    "$or" = concat(
      [
        { source = ["aws.kinesisanalytics"], detail = { applicationName = [var.application.name] } },
        merge(local.alert_heard, { detail = { pipeline = [var.application.pipeline] } }),
        { source = ["aws.health"], detail = { service = ["KINESIS", "KINESISANALYTICS", "S3", "REDSHIFT", "SAGEMAKER", "APIGATEWAY"] } },
      ],
      [for endpoint in var.endpoint[*] : {
        source        = ["aws.sagemaker"]
        "detail-type" = ["SageMaker Endpoint State Change", "SageMaker Endpoint Deployment State Change"]
        detail        = { EndpointName = [endpoint.name] }
      }],
    )
  })

  tags = { Name = "${var.name}-notices" }
}

resource "aws_cloudwatch_event_target" "notices" {
  rule = aws_cloudwatch_event_rule.notices.name
  arn  = aws_sns_topic.this["notices"].arn
}
