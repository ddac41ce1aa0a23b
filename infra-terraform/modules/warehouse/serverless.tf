resource "aws_redshiftserverless_namespace" "this" {
  count = local.provisioned ? 0 : 1

  namespace_name = var.name
  db_name        = var.database

  # Redshift makes the password and rotates it; it is in no state.
  admin_username                   = "administrator"
  manage_admin_password            = true
  admin_password_secret_kms_key_id = var.secrets_key_arn

  kms_key_id  = var.kms_key_arn
  iam_roles   = [module.copy_role.arn]
  log_exports = ["connectionlog", "userlog", "useractivitylog"]

  tags = { Name = var.name }

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_redshiftserverless_workgroup" "this" {
  count = local.provisioned ? 0 : 1

  workgroup_name       = var.name
  namespace_name       = aws_redshiftserverless_namespace.this[0].namespace_name
  base_capacity        = var.serverless.base_capacity
  max_capacity         = var.serverless.max_capacity
  port                 = var.port
  subnet_ids           = var.network.subnet_ids
  security_group_ids   = var.network.security_group_ids
  publicly_accessible  = false
  enhanced_vpc_routing = true # COPY stays in the network

  dynamic "config_parameter" {
    for_each = { require_ssl = "true", enable_user_activity_logging = "true", max_query_execution_time = "1800" }

    content {
      parameter_key   = config_parameter.key
      parameter_value = config_parameter.value
    }
  }

  tags = { Name = var.name }
}

# A query that never ends costs a day's limit, not a month's budget.
resource "aws_redshiftserverless_usage_limit" "this" {
  count = local.provisioned ? 0 : 1

  resource_arn  = aws_redshiftserverless_workgroup.this[0].arn
  usage_type    = "serverless-compute"
  period        = "daily"
  amount        = var.serverless.daily_hours
  breach_action = "deactivate"
}
