output "endpoint" {
  description = "Name of the endpoint, the job's setting inference.endpoint."
  value       = aws_sagemaker_endpoint.this.name
}

output "variants" {
  description = "Names of the variants that answer."
  value       = keys(var.variants)
}

output "alarms" {
  description = "Names of the alarms that take a deployment back."
  value       = [for alarm in merge(aws_cloudwatch_metric_alarm.errors, aws_cloudwatch_metric_alarm.latency) : alarm.alarm_name]
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = merge([for role in concat([module.role], module.hours_role) : role.wildcards]...)
}
