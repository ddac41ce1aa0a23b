output "failover" {
  description = "ARN of the state machine that fails over."
  value       = aws_sfn_state_machine.this["failover"].arn
}

output "drill" {
  description = "ARN of the state machine that drills it."
  value       = aws_sfn_state_machine.this["drill"].arn
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = merge([for role in concat(values(module.role), module.schedule_role) : role.wildcards]...)
}
