output "trail_arn" {
  description = "The trail; null: none."
  value       = var.trail == null ? null : local.trail_arn
}

output "detector_id" {
  description = "GuardDuty's detector."
  value       = aws_guardduty_detector.this.id
}

output "rules" {
  description = "Identifiers of the rules that AWS Config checks."
  value       = [for rule in values(local.rules) : rule.identifier]
}
