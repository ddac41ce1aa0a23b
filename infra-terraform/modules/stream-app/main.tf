# The Flink application, and nothing that it shares with others.

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id

  # Exactly the groups and keys that the job knows (JobSettings); it refuses others at its start.
  property_groups = merge({
    for group, properties in {
      pipeline = { location = var.pipeline }

      source = {
        "type"                = "kinesis"
        "stream.arn"          = var.source_stream.arn
        "initial.position"    = var.source_stream.initial_position
        "initial.timestamp"   = var.source_stream.initial_timestamp
        "shard.idle.interval" = var.source_stream.shard_idle_interval
      }

      bootstrap = {
        lake    = one(var.bootstrap[*].lake)
        overlap = one(var.bootstrap[*].overlap)
      }

      lake = { path = var.lake.root }

      rules = {
        "location"      = one(var.rules[*].location)
        "poll.interval" = one(var.rules[*].poll_interval)
      }

      inference = { endpoint = one(var.inference[*].endpoint) }

      alerts = { "event.bus" = var.alert_bus_arn }

      lineage = {
        transport = var.lineage.transport
        path      = var.lineage.transport == "file" ? "${var.lake.root}/lineage" : null
        url       = var.lineage.url
      }

      tracing = {
        transport = var.traces == null ? null : var.traces == "xray" ? "xray" : "otlp"
        url       = var.traces == "xray" ? null : var.traces
      }
    } : group => { for key, value in properties : key => value if value != null }
    }, {
    # Its values are not known before it is; which keys there are, is.
    warehouse = merge({ "type" = var.warehouse == null ? "none" : "redshift" }, [
      for warehouse in var.warehouse[*] : {
        "jdbc.url"   = warehouse.jdbc_url
        "secret.arn" = warehouse.secret_arn
        "iam.role"   = warehouse.iam_role
      }
    ]...)
  })
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/stream-app"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

# The service writes into a stream that is there, and creates none.
resource "aws_cloudwatch_log_stream" "this" {
  name           = "application"
  log_group_name = aws_cloudwatch_log_group.this.name
}

resource "aws_kinesisanalyticsv2_application" "this" {
  name                   = var.name
  description            = "Decodes, checks, enriches and scores the events of ${var.pipeline}."
  runtime_environment    = var.runtime
  application_mode       = "STREAMING"
  service_execution_role = module.role.arn
  start_application      = var.started
  force_stop             = false # stopping takes a snapshot

  application_configuration {
    application_code_configuration {
      code_content_type = "ZIPFILE"

      code_content {
        s3_content_location {
          bucket_arn     = var.code.bucket_arn
          file_key       = var.code.key
          object_version = var.code.version
        }
      }
    }

    application_snapshot_configuration {
      snapshots_enabled = true
    }

    environment_properties {
      dynamic "property_group" {
        for_each = { for group, properties in local.property_groups : group => properties if length(properties) > 0 }

        content {
          property_group_id = property_group.key
          property_map      = property_group.value
        }
      }
    }

    flink_application_configuration {
      checkpoint_configuration {
        configuration_type            = "CUSTOM"
        checkpointing_enabled         = true
        checkpoint_interval           = var.checkpoint_seconds * 1000
        min_pause_between_checkpoints = 5000
      }

      monitoring_configuration {
        configuration_type = "CUSTOM"
        log_level          = var.log_level
        metrics_level      = "OPERATOR"
      }

      parallelism_configuration {
        configuration_type   = "CUSTOM"
        parallelism          = var.capacity.parallelism
        parallelism_per_kpu  = var.capacity.parallelism_per_kpu
        auto_scaling_enabled = var.capacity.autoscaling
      }
    }

    run_configuration {
      application_restore_configuration {
        application_restore_type = "RESTORE_FROM_LATEST_SNAPSHOT"
      }

      # State that the new job does not know would be dropped without a word.
      flink_run_configuration {
        allow_non_restored_state = false
      }
    }

    vpc_configuration {
      subnet_ids         = var.network.subnet_ids
      security_group_ids = var.network.security_group_ids
    }
  }

  cloudwatch_logging_options {
    log_stream_arn = aws_cloudwatch_log_stream.this.arn
  }

  tags = { Name = var.name }

  # The response stop-job marks what it has stopped, and somebody takes the mark away.
  lifecycle {
    ignore_changes = [tags["StoppedBy"]]
  }

  # Its snapshot must be taken with the bucket, the stream and the role still there; and the service
  # takes minutes to give its network interfaces back.
  timeouts {
    create = "30m"
    update = "30m"
    delete = "30m"
  }
}
