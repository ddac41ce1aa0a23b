# One dashboard for each part of the platform. A widget is a title and lines of CloudWatch's own
# format; three stand side by side.

locals {
  job    = { for metric in ["uptime", "downtime", "fullRestarts", "cpuUtilization", "heapMemoryUtilization", "lastCheckpointDuration", "lastCheckpointSize", "numberOfFailedCheckpoints", "KPUs", "warehouseBacklog"] : metric => ["AWS/KinesisAnalytics", metric, "Application", var.application.name] }
  totals = { for counter in ["read", "deadLettered", "quarantined", "duplicates", "written", "late", "scored", "degraded"] : counter => ["AWS/KinesisAnalytics", counter, "Application", var.application.name] }

  # A total as what it grew by within a minute.
  grows = { for counter, line in local.totals : counter => [
    concat(line, [{ id = "t${lower(counter)}", visible = false, stat = "Maximum" }]),
    [{ expression = "DIFF(t${lower(counter)})", label = counter }],
  ] }

  of_endpoint = { for metric in ["Invocations", "Invocation4XXErrors", "Invocation5XXErrors", "ModelLatency", "OverheadLatency", "InvocationsPerInstance"] : metric => [
    for variant in try(var.endpoint.variants, []) : ["AWS/SageMaker", metric, "EndpointName", var.endpoint.name, "VariantName", variant]
  ] }
  of_instances = { for metric in ["CPUUtilization", "MemoryUtilization"] : metric => [
    for variant in try(var.endpoint.variants, []) : ["/aws/sagemaker/Endpoints", metric, "EndpointName", var.endpoint.name, "VariantName", variant]
  ] }

  provisioned = try(var.warehouse.mode, "") == "PROVISIONED"
  of_warehouse = {
    for metric in local.provisioned ? ["CPUUtilization", "PercentageDiskSpaceUsed", "DatabaseConnections", "QueriesCompletedPerSecond", "HealthStatus"] : ["ComputeCapacity", "ComputeSeconds", "DatabaseConnections", "QueriesCompletedPerSecond", "DataStorage"] :
    metric => ["AWS/${local.provisioned ? "Redshift" : "Redshift-Serverless"}", metric, local.provisioned ? "ClusterIdentifier" : "Workgroup", one(var.warehouse[*].name)]
  }

  # Whatever dimensions a metric has within the job.
  searched = { for metric in ["latencyMsP50", "latencyMsP99", "batchSizeP50", "inFlight", "concurrencyLimit", "breakerState", "throttled", "timedOut", "qualityEventsTooLate", "currentInputWatermark"] : metric => [
    [{ expression = "SEARCH('Application=\"${var.application.name}\" MetricName=\"${metric}\"', 'Maximum', 60)", id = "s${lower(metric)}", label = "$${LABEL}" }]
  ] }

  widgets = merge(
    {
      stream = [
        { title = "Requests of the API", stat = "Sum", lines = [["AWS/ApiGateway", "Count", "ApiName", var.api.name, "Stage", var.api.stage], [".", "4XXError", ".", ".", ".", "."], [".", "5XXError", ".", ".", ".", "."]] },
        { title = "Latency of the API, ms", stat = "p99", lines = [["AWS/ApiGateway", "Latency", "ApiName", var.api.name, "Stage", var.api.stage], [".", "IntegrationLatency", ".", ".", ".", "."]] },
        { title = "Told to slow down", stat = "Sum", lines = [[var.name, "ApiThrottled"], ["AWS/WAFV2", "BlockedRequests", "WebACL", "${var.name}-ingest", "Region", local.region, "Rule", "ALL"]] },
        { title = "Records into the stream", stat = "Sum", lines = [["AWS/Kinesis", "IncomingRecords", "StreamName", var.stream.name], [".", "WriteProvisionedThroughputExceeded", ".", "."]] },
        { title = "How far behind the job reads, ms", stat = "Maximum", lines = [["AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", "StreamName", var.stream.name]] },
        { title = "Dead letters of the broker", stat = "Sum", lines = [["AWS/Kinesis", "IncomingRecords", "StreamName", var.stream.dead_letters]] },
      ]
      job = [
        { title = "Runs and stands, ms", stat = "Maximum", lines = [local.job.uptime, local.job.downtime] },
        { title = "Restarts and failed checkpoints", stat = "Maximum", lines = [local.job.fullRestarts, local.job.numberOfFailedCheckpoints] },
        { title = "Processor and heap, %", stat = "Average", lines = [local.job.cpuUtilization, local.job.heapMemoryUtilization] },
        { title = "Last checkpoint, ms", stat = "Maximum", lines = [local.job.lastCheckpointDuration] },
        { title = "Size of the last checkpoint, bytes", stat = "Maximum", lines = [local.job.lastCheckpointSize] },
        { title = "Processing units", stat = "Maximum", lines = [local.job.KPUs] },
        { title = "Records a minute", stat = "Maximum", lines = concat(local.grows.read, local.grows.written) },
        { title = "Watermark", stat = "Maximum", lines = local.searched.currentInputWatermark },
        { title = "Errors in the log", stat = "Sum", lines = [[var.name, "JobErrors"]] },
      ]
      quality = [
        { title = "Dead letters and quarantine, a minute", stat = "Maximum", lines = concat(local.grows.deadLettered, local.grows.quarantined) },
        { title = "Duplicates and late events, a minute", stat = "Maximum", lines = concat(local.grows.duplicates, local.grows.late) },
        { title = "Too late for any window", stat = "Maximum", lines = local.searched.qualityEventsTooLate },
      ]
      cost = [
        { title = "Processing units", stat = "Maximum", lines = [local.job.KPUs] },
        { title = "Bytes into the stream", stat = "Sum", lines = [["AWS/Kinesis", "IncomingBytes", "StreamName", var.stream.name], [".", "GetRecords.Bytes", ".", "."]] },
        { title = "Bytes that Athena read", stat = "Sum", lines = [["AWS/Athena", "ProcessedBytes", "WorkGroup", var.name]] },
        { title = "Bytes of logs", stat = "Sum", lines = [["AWS/Logs", "IncomingBytes", "LogGroupName", var.application.log_group], [".", ".", ".", var.api.log_group]] },
        { title = "Estimated charges of the account, USD", stat = "Maximum", period = 21600, region = "us-east-1", lines = [["AWS/Billing", "EstimatedCharges", "Currency", "USD"]] },
      ]
    },
    { for dashboard, widgets in {
      inference = [
        { title = "Scored and not, a minute", stat = "Maximum", lines = concat(local.grows.scored, local.grows.degraded) },
        { title = "Requests of the endpoint", stat = "Sum", lines = local.of_endpoint.Invocations },
        { title = "Errors of the endpoint", stat = "Sum", lines = concat(local.of_endpoint.Invocation4XXErrors, local.of_endpoint.Invocation5XXErrors) },
        { title = "Latency of the model, µs", stat = "p99", lines = concat(local.of_endpoint.ModelLatency, local.of_endpoint.OverheadLatency) },
        { title = "Latency as the job sees it, ms", stat = "Maximum", lines = concat(local.searched.latencyMsP50, local.searched.latencyMsP99) },
        { title = "Requests under way and their limit", stat = "Maximum", lines = concat(local.searched.inFlight, local.searched.concurrencyLimit) },
        { title = "Breaker, throttled, timed out", stat = "Maximum", lines = concat(local.searched.breakerState, local.searched.throttled, local.searched.timedOut) },
        { title = "Processor and memory of the instances, %", stat = "Average", lines = concat(local.of_instances.CPUUtilization, local.of_instances.MemoryUtilization) },
        { title = "Requests an instance", stat = "Sum", lines = local.of_endpoint.InvocationsPerInstance },
      ]
    } : dashboard => widgets if var.endpoint != null },
    { for dashboard, widgets in {
      warehouse = concat(
        [{ title = "Commits that wait", stat = "Maximum", lines = [local.job.warehouseBacklog] }],
        [for metric, line in local.of_warehouse : { title = metric, stat = "Average", lines = [line] }],
      )
    } : dashboard => widgets if var.warehouse != null },
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  for_each = { for dashboard, widgets in local.widgets : dashboard => widgets if var.dashboards }

  dashboard_name = "${var.name}-${each.key}"

  dashboard_body = jsonencode({
    widgets = concat(
      [for i, widget in each.value : {
        type   = "metric"
        x      = 8 * (i % 3)
        y      = 6 * floor(i / 3)
        width  = 8
        height = 6
        properties = {
          title   = widget.title
          region  = try(widget.region, local.region)
          view    = "timeSeries"
          stat    = widget.stat
          period  = try(widget.period, 60)
          metrics = widget.lines
        }
      }],
      each.key != "job" ? [] : [{
        type   = "alarm"
        x      = 0
        y      = 6 * ceil(length(each.value) / 3)
        width  = 24
        height = 4
        properties = {
          title  = "Alarms"
          alarms = [for alarm in concat(values(aws_cloudwatch_composite_alarm.burn), values(aws_cloudwatch_metric_alarm.this)) : alarm.arn]
        }
      }],
    )
  })
}
