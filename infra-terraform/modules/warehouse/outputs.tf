output "jdbc_url" {
  description = "Where the job connects to; user and password are not part of it."
  value = "jdbc:redshift://${
    local.provisioned
    ? one(aws_redshift_cluster.this[*].dns_name)
    : one(flatten(aws_redshiftserverless_workgroup.this[*].endpoint[*].address))
  }:${var.port}/${var.database}"
}

output "identifier" {
  description = "Name of the cluster, or of namespace and workgroup."
  value       = var.name
}

output "copy_role_arn" {
  description = "The role by which Redshift reads the lake, the job's setting warehouse.iam.role."
  value       = module.copy_role.arn
}

output "admin_secret_arn" {
  description = "The secret with the administrator's name and password, of Redshift's own making."
  value = local.provisioned ? (
    one(aws_redshift_cluster.this[*].master_password_secret_arn)
    ) : (
    one(aws_redshiftserverless_namespace.this[*].admin_password_secret_arn)
  )
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = merge([for role in concat([module.copy_role], module.hours_role) : role.wildcards]...)
}
