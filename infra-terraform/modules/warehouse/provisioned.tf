resource "aws_redshift_subnet_group" "this" {
  count = local.provisioned ? 1 : 0

  name       = var.name
  subnet_ids = var.network.subnet_ids

  tags = { Name = var.name }
}

resource "aws_redshift_parameter_group" "this" {
  count = local.provisioned ? 1 : 0

  name        = var.name
  description = "TLS only, statements logged"
  family      = "redshift-1.0"

  parameter {
    name  = "require_ssl"
    value = "true"
  }

  parameter {
    name  = "enable_user_activity_logging"
    value = "true"
  }

  # Thirty minutes; a load takes seconds.
  parameter {
    name  = "statement_timeout"
    value = "1800000"
  }

  tags = { Name = var.name }
}

resource "aws_redshift_cluster" "this" {
  count = local.provisioned ? 1 : 0

  cluster_identifier = var.name
  cluster_type       = var.provisioned.nodes == 1 ? "single-node" : "multi-node"
  node_type          = var.provisioned.node_type
  number_of_nodes    = var.provisioned.nodes
  multi_az           = var.provisioned.multi_az
  database_name      = var.database
  port               = var.port

  # Redshift makes the password and rotates it; it is in no state.
  master_username                   = "administrator"
  manage_master_password            = true
  master_password_secret_kms_key_id = var.secrets_key_arn

  encrypted  = true
  kms_key_id = var.kms_key_arn

  cluster_subnet_group_name    = aws_redshift_subnet_group.this[0].name
  cluster_parameter_group_name = aws_redshift_parameter_group.this[0].name
  vpc_security_group_ids       = var.network.security_group_ids
  publicly_accessible          = false
  enhanced_vpc_routing         = true # COPY stays in the network
  iam_roles                    = [module.copy_role.arn]

  # A cluster in two zones needs no move to another.
  availability_zone_relocation_enabled = !var.provisioned.multi_az

  automated_snapshot_retention_period = var.snapshots.days
  skip_final_snapshot                 = !var.final_snapshot
  final_snapshot_identifier           = var.final_snapshot ? "${var.name}-final" : null
  allow_version_upgrade               = true
  preferred_maintenance_window        = "sun:03:00-sun:04:00"

  tags = { Name = var.name }
}

resource "aws_redshift_logging" "this" {
  count = local.provisioned ? 1 : 0

  cluster_identifier   = aws_redshift_cluster.this[0].cluster_identifier
  log_destination_type = "cloudwatch"
  log_exports          = ["connectionlog", "userlog", "useractivitylog"]

  depends_on = [aws_cloudwatch_log_group.this]
}

# The grant by which the other region encrypts the copies stands there.
resource "aws_redshift_snapshot_copy_grant" "this" {
  count    = local.copies ? 1 : 0
  provider = aws.secondary

  snapshot_copy_grant_name = var.name
  kms_key_id               = var.copy_key_arn

  tags = { Name = var.name }
}

resource "aws_redshift_snapshot_copy" "this" {
  count = local.copies ? 1 : 0

  cluster_identifier       = aws_redshift_cluster.this[0].cluster_identifier
  destination_region       = data.aws_region.secondary.id
  retention_period         = var.snapshots.copy_days
  snapshot_copy_grant_name = aws_redshift_snapshot_copy_grant.this[0].snapshot_copy_grant_name

  lifecycle {
    precondition {
      condition     = var.copy_key_arn != null
      error_message = "copy_key_arn: expected a key of the second region, as snapshots are copied there."
    }
  }
}

locals {
  cluster_arn = "arn:${local.partition}:redshift:${local.region}:${var.account_id}:cluster:${var.name}"

  hours = merge([
    for hours in var.hours[*] : {
      pause  = { expression = hours.stop, action = "pauseCluster" }
      resume = { expression = hours.start, action = "resumeCluster" }
    }
  ]...)
}

module "hours_role" {
  source = "../iam"
  count  = var.hours == null ? 0 : 1

  name        = "${var.name}-${local.region}-warehouse-hours"
  description = "Pauses Redshift of ${var.name} at night and resumes it in the morning."
  service     = "scheduler.amazonaws.com"
  account_id  = var.account_id

  statements = {
    PauseAndResume = { actions = ["redshift:PauseCluster", "redshift:ResumeCluster"], resources = [local.cluster_arn] }
  }
}

resource "aws_scheduler_schedule" "hours" {
  for_each = local.hours

  name                         = "${var.name}-warehouse-${each.key}"
  description                  = "${title(each.key)}s the warehouse."
  schedule_expression          = each.value.expression
  schedule_expression_timezone = var.hours.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${local.partition}:scheduler:::aws-sdk:redshift:${each.value.action}"
    role_arn = module.hours_role[0].arn
    input    = jsonencode({ ClusterIdentifier = aws_redshift_cluster.this[0].cluster_identifier })

    # It answers with an error while it is busy with the other.
    retry_policy {
      maximum_retry_attempts       = 10
      maximum_event_age_in_seconds = 3600
    }
  }
}
