# The endpoint that scores events: two production variants, or one with a shadow.

data "aws_partition" "current" {}

data "aws_region" "current" {}

# A table within the provider: the account that holds AWS's images of this region.
data "aws_sagemaker_prebuilt_ecr_image" "this" {
  repository_name = var.image.repository
  image_tag       = var.image.tag
}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  shadow    = "shadow"
  bucket    = replace(var.models.bucket_arn, "/^arn:[^:]+:s3:::/", "")

  # By name of their variant.
  models = merge(
    { for variant, model in var.variants : variant => { key = model.model_key, hash = model.content_hash } },
    { for model in var.shadow[*] : local.shadow => { key = model.model_key, hash = model.content_hash } },
  )
}

# A model cannot be changed, only replaced: its name says what is in it, and the old one stays until
# the endpoint has left it.
resource "aws_sagemaker_model" "this" {
  for_each = local.models

  name                     = "${var.name}-${each.key}-${substr(sha256("${each.value.hash}/${data.aws_sagemaker_prebuilt_ecr_image.this.registry_path}"), 0, 8)}"
  execution_role_arn       = module.role.arn
  enable_network_isolation = true # the container needs no network, and can send nothing anywhere

  primary_container {
    image          = data.aws_sagemaker_prebuilt_ecr_image.this.registry_path
    model_data_url = "s3://${local.bucket}/${each.value.key}"
  }

  tags = { Name = "${var.name}-${each.key}" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_sagemaker_endpoint_configuration" "this" {
  name_prefix = "${var.name}-"
  kms_key_arn = var.key.arn

  # An update sets numbers and weights back to these, until autoscaling has measured again.
  dynamic "production_variants" {
    for_each = var.variants

    content {
      variant_name           = production_variants.key
      model_name             = aws_sagemaker_model.this[production_variants.key].name
      initial_variant_weight = production_variants.value.weight
      initial_instance_count = production_variants.value.instances.min
      instance_type          = production_variants.value.instance_type
    }
  }

  dynamic "shadow_production_variants" {
    for_each = var.shadow[*]

    content {
      variant_name           = local.shadow
      model_name             = aws_sagemaker_model.this[local.shadow].name
      initial_variant_weight = one(values(var.variants)).weight * shadow_production_variants.value.percent / 100
      initial_instance_count = 1
      instance_type          = shadow_production_variants.value.instance_type
    }
  }

  dynamic "data_capture_config" {
    for_each = var.capture[*]

    content {
      enable_capture              = true
      initial_sampling_percentage = data_capture_config.value.percent
      destination_s3_uri          = "s3://${replace(data_capture_config.value.bucket_arn, "/^arn:[^:]+:s3:::/", "")}/${data_capture_config.value.prefix}"
      kms_key_id                  = var.key.arn

      capture_options {
        capture_mode = "Input"
      }

      capture_options {
        capture_mode = "Output"
      }

      capture_content_type_header {
        csv_content_types = ["text/csv"]
      }
    }
  }

  tags = { Name = var.name }

  lifecycle {
    create_before_destroy = true
  }
}

# The service names the group; made here first, so that it is encrypted and does not grow for ever.
resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/sagemaker/Endpoints/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

# A new configuration gets a tenth of the requests for ten minutes; an alarm takes it back.
resource "aws_sagemaker_endpoint" "this" {
  name                 = var.name
  endpoint_config_name = aws_sagemaker_endpoint_configuration.this.name

  deployment_config {
    blue_green_update_policy {
      termination_wait_in_seconds          = 300
      maximum_execution_timeout_in_seconds = 3600

      traffic_routing_configuration {
        type                     = "CANARY"
        wait_interval_in_seconds = 600

        canary_size {
          type  = "CAPACITY_PERCENT"
          value = 10
        }
      }
    }

    auto_rollback_configuration {
      dynamic "alarms" {
        for_each = merge(aws_cloudwatch_metric_alarm.errors, aws_cloudwatch_metric_alarm.latency)

        content {
          alarm_name = alarms.value.alarm_name
        }
      }
    }
  }

  tags = { Name = var.name }

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = { for variant in keys(var.variants) : "${variant}-errors" => variant }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "The endpoint fails: events are written with the fallback, see docs/operations.md, Alarms, endpoint-errors."
  namespace           = "AWS/SageMaker"
  metric_name         = "Invocation5XXErrors"
  dimensions          = { EndpointName = var.name, VariantName = each.value }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = var.rollback.errors
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  for_each = { for variant in keys(var.variants) : "${variant}-latency" => variant }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "The endpoint is slow: events may be written with the fallback, see docs/operations.md, Alarms, endpoint-latency."
  namespace           = "AWS/SageMaker"
  metric_name         = "ModelLatency"
  dimensions          = { EndpointName = var.name, VariantName = each.value }
  extended_statistic  = "p99"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  threshold           = var.rollback.latency_ms * 1000 # the metric is in microseconds
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

locals {
  scaling = { for variant, model in var.variants : variant => model.instances if model.instances.max > model.instances.min }
}

resource "aws_appautoscaling_target" "this" {
  for_each = local.scaling

  service_namespace  = "sagemaker"
  scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
  resource_id        = "endpoint/${aws_sagemaker_endpoint.this.name}/variant/${each.key}"
  min_capacity       = each.value.min
  max_capacity       = each.value.max
}

resource "aws_appautoscaling_policy" "this" {
  for_each = local.scaling

  name               = "${var.name}-${each.key}-requests"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this[each.key].service_namespace
  scalable_dimension = aws_appautoscaling_target.this[each.key].scalable_dimension
  resource_id        = aws_appautoscaling_target.this[each.key].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.requests_per_instance
    scale_out_cooldown = 60
    scale_in_cooldown  = 600

    predefined_metric_specification {
      predefined_metric_type = "SageMakerVariantInvocationsPerInstance"
    }
  }
}
