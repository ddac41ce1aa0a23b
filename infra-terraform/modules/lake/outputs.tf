output "lake" {
  description = "The lake: bucket once it exists (id) and before (name), its ARN, and the S3 URI that the job writes below (its setting lake.path)."
  value = {
    id   = module.lake.id
    name = module.lake.name
    arn  = module.lake.arn
    root = "s3://${local.prefix}-lake/${var.pipeline}"
  }
}

output "code" {
  description = "The bucket of jars, pipelines and models: its name once it exists (id) and before, and its ARN."
  value = {
    id   = module.code.id
    name = module.code.name
    arn  = module.code.arn
  }
}

output "access_logs" {
  description = "The bucket that takes access logs of others."
  value       = module.access_logs.id
}

output "replica" {
  description = "The copies in the second region, as the first region's outputs, and the root that a standby writes below; null without."
  value = var.replicate ? {
    lake = {
      id      = module.replica_lake[0].id
      name    = module.replica_lake[0].name
      arn     = module.replica_lake[0].arn
      root    = "s3://${local.copies}-lake/${var.pipeline}"
      standby = "s3://${local.copies}-lake/${local.standby}"
    }
    code        = { id = module.replica_code[0].id, name = module.replica_code[0].name, arn = module.replica_code[0].arn }
    access_logs = module.replica_access_logs[0].id
  } : null
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = merge([for role in module.replication_role : role.wildcards]...)
}
