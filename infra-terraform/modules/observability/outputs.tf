output "topic_arns" {
  description = "The topics: notices (everything) and urgent (what needs somebody now). Known before they exist."
  value       = local.topic_arns
}

output "alarms" {
  description = "Names of the alarms by key; those of burn rates are composed of two."
  value = merge(
    { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name },
    { for key, alarm in aws_cloudwatch_composite_alarm.burn : key => alarm.alarm_name },
    { urgent = aws_cloudwatch_composite_alarm.urgent.alarm_name },
  )
}

output "lines" {
  description = "The lines of docs/operations.md, Alarms, that these alarms name."
  value       = setunion([for alarm in values(local.alarms) : alarm.line], ["urgent"])
}

output "health_check_id" {
  description = "Route 53's health check of the API; null: none."
  value       = one(aws_route53_health_check.api[*].id)
}

output "dashboards" {
  description = "Names of the dashboards."
  value       = { for dashboard, body in aws_cloudwatch_dashboard.this : dashboard => body.dashboard_name }
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = merge([for role in concat(values(module.response_role), values(module.rule_role), module.canary_role) : role.wildcards]...)
}

output "canary_status" {
  description = "What the canary does, e.g. RUNNING; null: there is none."
  value       = one(aws_synthetics_canary.api[*].status)
}
