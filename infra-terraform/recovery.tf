# What is done against loss, and how the second region takes over.

module "backup" {
  source = "./modules/backup"
  count  = var.backup == null ? 0 : 1

  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }

  name          = local.name
  account_id    = var.account_id
  key           = { arn = module.kms.arns["backup"], alias = module.kms.aliases["backup"] }
  copy          = local.copies ? { key_arn = module.kms.secondary_arns["backup"] } : null
  days          = var.backup.days
  lock          = var.backup.lock
  topic_arn     = module.observability.topic_arns.notices
  force_destroy = !local.prod

  buckets = {
    arns      = concat([module.lake.code.arn], var.backup.lake ? [module.lake.lake.arn] : [])
    key_alias = module.kms.aliases["lake"]
  }
}

# In the region that takes over: it may need nothing of the other.
module "failover" {
  source    = "./modules/failover"
  count     = local.standby ? 1 : 0
  providers = { aws = aws.secondary }

  name               = local.name
  account_id         = var.account_id
  application        = { name = "${local.name}-${var.pipeline.name}", running = local.running }
  stream             = { name = module.standby_ingest[0].stream.name, key_alias = module.kms.aliases["stream"] }
  freshness_seconds  = var.observability.slo.freshness_seconds
  topic_arns         = module.standby_observability[0].topic_arns
  key                = { arn = module.kms.secondary_arns["logs"], alias = module.kms.aliases["logs"] }
  log_retention_days = local.prod ? 365 : var.retention.log_days
  drill              = var.drill

  dns = !local.moves_clients ? null : {
    name            = var.ingest.domain.name
    zone_id         = var.ingest.domain.zone_id
    health_check_id = module.observability.health_check_id
    primary         = { name = module.ingest.api.alias_name, zone_id = module.ingest.api.alias_zone }
    secondary       = { name = module.standby_ingest[0].api.alias_name, zone_id = module.standby_ingest[0].api.alias_zone }
  }
}
