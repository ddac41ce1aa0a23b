output "arns" {
  description = "ARN of each key in the first region, by purpose."
  value       = { for purpose, key in aws_kms_key.this : purpose => key.arn }
}

output "secondary_arns" {
  description = "ARN of each replica in the second region, by purpose; empty without replicas."
  value       = { for purpose, key in aws_kms_replica_key.this : purpose => key.arn }
}

output "aliases" {
  description = "Alias of each key, by purpose; the same in both regions, and known before the key is. Policies name a key by its alias, in the condition kms:ResourceAliases."
  value       = { for purpose in keys(var.keys) : purpose => "alias/${var.name}-${purpose}" }
}
