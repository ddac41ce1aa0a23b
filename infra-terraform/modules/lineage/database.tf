# Marquez keeps lineage in PostgreSQL: one that pauses when nobody asks, and is paid for by use.

resource "aws_db_subnet_group" "this" {
  name        = local.name
  description = "The database subnets of ${var.name}"
  subnet_ids  = var.network.database_subnet_ids

  tags = { Name = local.name }
}

resource "aws_rds_cluster_parameter_group" "this" {
  name        = local.name
  description = "TLS only"
  family      = "aurora-postgresql16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  tags = { Name = local.name }
}

# RDS names the group; made here first, so that it is encrypted and does not grow for ever.
resource "aws_cloudwatch_log_group" "database" {
  name              = "/aws/rds/cluster/${local.name}/postgresql"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

resource "aws_rds_cluster" "this" {
  cluster_identifier = local.name
  engine             = "aurora-postgresql"
  engine_mode        = "provisioned"
  engine_version     = "16.6"
  database_name      = "marquez"
  port               = 5432

  # RDS makes the password and rotates it; it is in no state.
  master_username               = "marquez"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = var.secrets_key.arn

  storage_encrypted = true
  kms_key_id        = var.database_key_arn

  db_subnet_group_name            = aws_db_subnet_group.this.name
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this.name
  vpc_security_group_ids          = [aws_security_group.database.id]

  backup_retention_period         = var.backup_days
  copy_tags_to_snapshot           = true
  deletion_protection             = var.protect
  skip_final_snapshot             = !var.protect
  final_snapshot_identifier       = var.protect ? "${local.name}-final" : null
  enabled_cloudwatch_logs_exports = ["postgresql"]

  serverlessv2_scaling_configuration {
    min_capacity             = 0
    max_capacity             = var.database_units
    seconds_until_auto_pause = 3600
  }

  tags = { Name = local.name }

  depends_on = [aws_cloudwatch_log_group.database]
}

resource "aws_rds_cluster_instance" "this" {
  identifier                 = "${local.name}-1"
  cluster_identifier         = aws_rds_cluster.this.id
  engine                     = aws_rds_cluster.this.engine
  engine_version             = aws_rds_cluster.this.engine_version
  instance_class             = "db.serverless"
  publicly_accessible        = false
  auto_minor_version_upgrade = true

  tags = { Name = "${local.name}-1" }
}
