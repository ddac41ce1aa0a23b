output "name" {
  description = "Name of the application."
  value       = aws_kinesisanalyticsv2_application.this.name
}

output "arn" {
  description = "ARN of the application, known before it exists."
  value       = local.application_arn
}

output "role_arn" {
  description = "The role of the application, known before it exists, so that secrets and buckets can name it."
  value       = "arn:${local.partition}:iam::${var.account_id}:role/${var.name}-${local.region}-stream-app"
}

output "log_group" {
  description = "Where the application logs."
  value       = aws_cloudwatch_log_group.this.name
}

output "property_groups" {
  description = "The runtime properties of the application, by group."
  value       = local.property_groups
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = merge([for role in concat([module.role], module.hours_role) : role.wildcards]...)
}

output "status" {
  description = "What the application does, e.g. RUNNING, or READY when it is stopped."
  value       = aws_kinesisanalyticsv2_application.this.status
}
