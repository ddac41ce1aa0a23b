output "budget" {
  description = "Name of the budget."
  value       = aws_budgets_budget.month.name
}

output "report_bucket" {
  description = "Bucket of the cost and usage reports; null: none."
  value       = one(module.report_bucket[*].name)
}
