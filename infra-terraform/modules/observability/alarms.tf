# Every alarm tells the topic of notices. Those that need somebody now are gathered by one composite
# alarm, which tells the urgent one: ten symptoms of one outage wake nobody ten times.
# The key of each is its line in docs/operations.md, Alarms; a test holds the two together.

locals {
  of_stream = { StreamName = var.stream.name }
  of_job    = { Application = var.application.name }
  of_api    = { ApiName = var.api.name, Stage = var.api.stage }

  # The job's counters are totals that survive restarts; what happened is their difference.
  grown = { for counter in ["read", "deadLettered", "quarantined", "scored", "degraded"] : counter => {
    metric = { namespace = "AWS/KinesisAnalytics", name = counter, dimensions = local.of_job, stat = "Maximum" }
  } }

  # Multi-window burn rates (Google's SRE workbook, chapter 5): 14.4 spends 2 % of the month's budget in
  # an hour, 6 spends 5 % in six. The short window ends the alarm soon after its cause has.
  burns = {
    fast = { rate = 14.4, long = 3600, short = 300 }
    slow = { rate = 6, long = 21600, short = 1800 }
  }
  objectives = merge(
    {
      api = {
        budget  = 1 - var.slo.availability / 100
        about   = "The API fails requests"
        metrics = { bad = { namespace = "AWS/ApiGateway", name = "5XXError", dimensions = local.of_api, stat = "Sum" }, all = { namespace = "AWS/ApiGateway", name = "Count", dimensions = local.of_api, stat = "Sum" } }
        share   = "IF(all > 0, bad / all, 0)"
      }
    },
    { for objective, o in {
      scoring = {
        budget  = 1 - var.slo.scored / 100
        about   = "Events get no score"
        metrics = { bad = local.grown.degraded.metric, good = local.grown.scored.metric }
        share   = "IF(DIFF(bad) + DIFF(good) > 0, DIFF(bad) / (DIFF(bad) + DIFF(good)), 0)"
      }
    } : objective => o if var.endpoint != null },
  )

  burn_alarms = merge([
    for objective, o in local.objectives : merge([
      for speed, burn in local.burns : {
        for window in ["long", "short"] : "${objective}-burn-${speed}-${window}" => {
          about      = "${o.about}, and the month's budget for that is spent ${burn.rate} times too fast (${burn[window] / 60} minutes)"
          line       = "${objective}-burn-${speed}"
          metrics    = o.metrics
          expression = o.share
          threshold  = burn.rate * o.budget
          period     = burn[window]
        }
      }
    ]...)
  ]...)

  freshness_ms = var.slo.freshness_seconds * 1000

  plain_alarms = merge(
    {
      stream-throttled = {
        about   = "The stream refuses records, because a shard gets more than it takes"
        metrics = { m = { namespace = "AWS/Kinesis", name = "WriteProvisionedThroughputExceeded", dimensions = local.of_stream, stat = "Sum" } }
        of      = 5, at = 3
      }
      stream-behind = {
        about     = "The job reads events more than ${var.slo.freshness_seconds} seconds after they came"
        metrics   = { m = { namespace = "AWS/Kinesis", name = "GetRecords.IteratorAgeMilliseconds", dimensions = local.of_stream, stat = "Maximum" } }
        threshold = local.freshness_ms
        of        = 10, at = 5
      }
      stream-expiring = {
        about     = "The job is so far behind that records will be gone before it reads them"
        metrics   = { m = { namespace = "AWS/Kinesis", name = "GetRecords.IteratorAgeMilliseconds", dimensions = local.of_stream, stat = "Maximum" } }
        threshold = var.stream.retention_hours * 3600000 / 2
        of        = 3, at = 3
        urgent    = true
      }
      broker-dead-letters = {
        about   = "Messages of devices could not be put into the stream, and went to that of dead letters"
        metrics = { m = { namespace = "AWS/Kinesis", name = "IncomingRecords", dimensions = { StreamName = var.stream.dead_letters }, stat = "Sum" } }
        period  = 300
      }
      dead-letters = {
        about      = "More than ${var.limits.dead_letters} % of the records of an hour could not be decoded"
        metrics    = { bad = local.grown.deadLettered.metric, all = local.grown.read.metric }
        expression = "IF(DIFF(all) > 0, DIFF(bad) / DIFF(all), 0)"
        threshold  = var.limits.dead_letters / 100
        period     = 3600
      }
      quarantined = {
        about      = "More than ${var.limits.quarantined} % of the events of an hour break a rule"
        metrics    = { bad = local.grown.quarantined.metric, all = local.grown.read.metric }
        expression = "IF(DIFF(all) > 0, DIFF(bad) / DIFF(all), 0)"
        threshold  = var.limits.quarantined / 100
        period     = 3600
      }
      job-down = {
        about   = "The job has failed, and does not recover"
        metrics = { m = { namespace = "AWS/KinesisAnalytics", name = "downtime", dimensions = local.of_job, stat = "Maximum" } }
        of      = 5, at = 3
        urgent  = true
      }
      job-restarts = {
        about      = "The job restarts again and again"
        metrics    = { m = { namespace = "AWS/KinesisAnalytics", name = "fullRestarts", dimensions = local.of_job, stat = "Maximum" } }
        expression = "DIFF(m)"
        threshold  = 3
        period     = 3600
      }
      checkpoints-failing = {
        about      = "Checkpoints fail: rows do not become visible"
        metrics    = { m = { namespace = "AWS/KinesisAnalytics", name = "numberOfFailedCheckpoints", dimensions = local.of_job, stat = "Maximum" } }
        expression = "DIFF(m)"
        period     = 300
        of         = 3, at = 2
      }
      checkpoints-slow = {
        about     = "Checkpoints take five times as long as they may lie apart"
        metrics   = { m = { namespace = "AWS/KinesisAnalytics", name = "lastCheckpointDuration", dimensions = local.of_job, stat = "Maximum" } }
        threshold = var.application.checkpoint_seconds * 5000
        period    = 300
        of        = 3, at = 3
      }
      job-cpu = {
        about     = "The job has no processor time left"
        metrics   = { m = { namespace = "AWS/KinesisAnalytics", name = "cpuUtilization", dimensions = local.of_job, stat = "Average" } }
        threshold = 85
        of        = 15, at = 15
      }
      job-heap = {
        about     = "The job's heap is full"
        metrics   = { m = { namespace = "AWS/KinesisAnalytics", name = "heapMemoryUtilization", dimensions = local.of_job, stat = "Maximum" } }
        threshold = 90
        of        = 15, at = 15
      }
      job-errors = {
        about   = "The job logs errors"
        metrics = { m = { namespace = var.name, name = "JobErrors", dimensions = {}, stat = "Sum" } }
        period  = 300
        of      = 3, at = 2
      }
      api-down = {
        about      = "At least half of the requests fail; Route 53 fails over when this stays"
        metrics    = local.objectives.api.metrics
        expression = local.objectives.api.share
        threshold  = 0.5
        of         = 5, at = 3
        urgent     = true
      }
      api-slow = {
        about     = "One request in a hundred takes longer than a second"
        metrics   = { m = { namespace = "AWS/ApiGateway", name = "Latency", dimensions = local.of_api, stat = "p99" } }
        threshold = 1000
        of        = 10, at = 5
      }
      api-refusing = {
        about     = "Clients are told to slow down: the stream, their plan or the firewall has no room for them"
        metrics   = { m = { namespace = var.name, name = "ApiThrottled", dimensions = {}, stat = "Sum" } }
        threshold = 100
        of        = 10, at = 5
      }
    },
    { for key, alarm in {
      responses-failing = {
        about   = "An automatic response failed"
        metrics = { for response in keys(local.responses) : replace(response, "-", "_") => { namespace = "AWS/States", name = "ExecutionsFailed", dimensions = { StateMachineArn = local.response_arns[response] }, stat = "Sum" } }
        # A metric without a data point in the window must not hide the others.
        expression = join(" + ", [for response in keys(local.responses) : "FILL(${replace(response, "-", "_")}, 0)"])
        period     = 300
      }
    } : key => alarm if length(local.responses) > 0 },
    { for key, alarm in {
      api-canary = {
        about     = "From outside, the API does not answer as it should"
        metrics   = { m = { namespace = "CloudWatchSynthetics", name = "SuccessPercent", dimensions = { CanaryName = local.canary }, stat = "Average" } }
        below     = true
        threshold = 90
        period    = 60 * try(var.canary.minutes, 5)
        of        = 3, at = 2
        missing   = "breaching"
      }
    } : key => alarm if var.canary != null },
    { for key, alarm in {
      job-stopped = {
        about     = "The job is not running: it was left stopped, or no number comes from it"
        metrics   = { m = { namespace = "AWS/KinesisAnalytics", name = "uptime", dimensions = local.of_job, stat = "Maximum" } }
        below     = true
        threshold = 0
        of        = 10, at = 10
        missing   = "breaching"
        urgent    = true
      }
    } : key => alarm if var.application.always_running },
    { for key, alarm in {
      warehouse-backlog = {
        about   = "Commits wait longer than ${var.limits.warehouse_minutes} minutes for the warehouse"
        metrics = { m = { namespace = "AWS/KinesisAnalytics", name = "warehouseBacklog", dimensions = local.of_job, stat = "Minimum" } }
        of      = var.limits.warehouse_minutes
        at      = var.limits.warehouse_minutes
      }
    } : key => alarm if var.warehouse != null },
    { for key, alarm in {
      warehouse-disk = {
        about     = "The warehouse's disks are filling up"
        metrics   = { m = { namespace = "AWS/Redshift", name = "PercentageDiskSpaceUsed", dimensions = { ClusterIdentifier = one(var.warehouse[*].name) }, stat = "Maximum" } }
        threshold = 80
        period    = 300
        of        = 3, at = 3
      }
      warehouse-unhealthy = {
        about     = "The warehouse says that it is not healthy"
        metrics   = { m = { namespace = "AWS/Redshift", name = "HealthStatus", dimensions = { ClusterIdentifier = one(var.warehouse[*].name) }, stat = "Minimum" } }
        below     = true
        threshold = 1
        of        = 10, at = 5
      }
    } : key => alarm if try(var.warehouse.mode, "") == "PROVISIONED" },
    { for rule, copy in var.replication : "copies-late-${rule}" => {
      about     = "Copies for the second region take longer than 15 minutes: what was promised about loss no longer holds"
      line      = "copies-late"
      metrics   = { m = { namespace = "AWS/S3", name = "ReplicationLatency", dimensions = { SourceBucket = copy.source, DestinationBucket = copy.destination, RuleId = copy.rule }, stat = "Maximum" } }
      threshold = 900
      period    = 300
      of        = 3, at = 3
    } },
  )

  alarms = {
    for key, alarm in merge(local.plain_alarms, local.burn_alarms) : key => merge(
      { line = key, threshold = 0, period = 60, of = 1, at = 1, below = false, missing = "notBreaching", urgent = false, expression = null }, alarm
    )
  }

  docs = "see docs/operations.md, Alarms"
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.about}; ${local.docs}, ${each.value.line}."
  comparison_operator = each.value.below ? "LessThanThreshold" : "GreaterThanThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = each.value.of
  datapoints_to_alarm = each.value.at
  treat_missing_data  = each.value.missing
  alarm_actions       = [local.topic_arns.notices]
  ok_actions          = [local.topic_arns.notices]

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id          = metric_query.key
      return_data = each.value.expression == null

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.name
        dimensions  = metric_query.value.dimensions
        stat        = metric_query.value.stat
        period      = each.value.period
      }
    }
  }

  dynamic "metric_query" {
    for_each = each.value.expression[*]

    content {
      id          = "answer"
      label       = each.value.about
      expression  = metric_query.value
      return_data = true
    }
  }

  tags = { Name = "${var.name}-${each.key}" }
}

# The budget burns when it does so over both windows.
resource "aws_cloudwatch_composite_alarm" "burn" {
  for_each = merge([for objective in keys(local.objectives) : { for speed in keys(local.burns) : "${objective}-burn-${speed}" => speed }]...)

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = "The budget for errors burns; ${local.docs}, ${each.key}."
  alarm_rule        = join(" AND ", [for window in ["long", "short"] : "ALARM(\"${aws_cloudwatch_metric_alarm.this["${each.key}-${window}"].alarm_name}\")"])
  alarm_actions     = [local.topic_arns.notices]
  ok_actions        = [local.topic_arns.notices]

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_cloudwatch_composite_alarm" "urgent" {
  alarm_name        = "${var.name}-urgent"
  alarm_description = "Somebody is needed now; ${local.docs}, urgent."
  alarm_actions     = [local.topic_arns.urgent]
  ok_actions        = [local.topic_arns.urgent]

  alarm_rule = join(" OR ", [
    for name in concat(
      [for key, alarm in local.alarms : aws_cloudwatch_metric_alarm.this[key].alarm_name if alarm.urgent],
      [for key, alarm in aws_cloudwatch_composite_alarm.burn : alarm.alarm_name if endswith(key, "-fast")],
    ) : "ALARM(\"${name}\")"
  ])

  tags = { Name = "${var.name}-urgent" }
}
