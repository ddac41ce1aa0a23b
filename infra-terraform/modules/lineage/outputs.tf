output "url" {
  description = "Where the job sends lineage, and where it is looked at."
  value       = "https://${var.domain.name}"
}

output "service" {
  description = "The service of ECS: cluster and name."
  value       = { cluster = aws_ecs_cluster.this.name, name = aws_ecs_service.this.name }
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = module.task_role.wildcards
}
