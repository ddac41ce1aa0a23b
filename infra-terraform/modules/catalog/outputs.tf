output "database" {
  description = "Name of the database in Glue's catalog."
  value       = aws_glue_catalog_database.this.name
}

output "tables" {
  description = "Names of the tables: rows, dead-letter, quarantine, quality, runs."
  value       = { for table, definition in aws_glue_catalog_table.this : table => definition.name }
}

output "workgroup" {
  description = "Athena's workgroup, which has the limits and the key."
  value       = aws_athena_workgroup.this.name
}

output "results" {
  description = "Bucket of the results."
  value       = module.results.name
}
