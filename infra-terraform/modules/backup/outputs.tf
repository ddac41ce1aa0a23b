output "vault" {
  description = "Name of the vault."
  value       = aws_backup_vault.this.name
}

output "copies" {
  description = "Name of the vault of the copies in the second region; null: none."
  value       = one(aws_backup_vault.copies[*].name)
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = module.role.wildcards
}
