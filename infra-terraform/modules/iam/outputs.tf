output "arn" {
  description = "ARN of the role, known once it has its permissions."
  value       = aws_iam_role.this.arn
  depends_on  = [aws_iam_role_policy.this]
}

output "name" {
  description = "Name of the role."
  value       = aws_iam_role.this.name
}

output "wildcards" {
  description = "The reason of each statement with a wildcard, by role and statement id."
  value = {
    for id, statement in var.statements : "${var.name}/${id}" => statement.reason
    if statement.reason != null
  }
}
