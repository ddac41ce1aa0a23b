# What watches the account, and what it costs. An account has most of this once: only one of its
# stacks sets it up.

module "security" {
  source = "./modules/security"
  count  = var.security == null ? 0 : 1

  name          = local.name
  account_id    = var.account_id
  key_arn       = module.kms.arns["audit"]
  access_logs   = module.lake.access_logs
  topic_arn     = module.observability.topic_arns.urgent
  force_destroy = !local.prod

  trail = {
    lock_days   = var.security.trail_lock_days
    keep_days   = var.security.trail_keep_days
    bucket_arns = [module.lake.lake.arn, module.lake.code.arn]
  }
}

module "standby_security" {
  source    = "./modules/security"
  count     = var.security != null && local.standby ? 1 : 0
  providers = { aws = aws.secondary }

  name          = local.name
  account_id    = var.account_id
  global        = false
  key_arn       = module.kms.secondary_arns["audit"]
  access_logs   = module.lake.replica.access_logs
  topic_arn     = module.standby_observability[0].topic_arns.urgent
  force_destroy = !local.prod
}

module "cost" {
  source = "./modules/cost"
  count  = var.cost == null ? 0 : 1

  providers = {
    aws         = aws
    aws.billing = aws.billing
  }

  name          = local.name
  account_id    = var.account_id
  budget_usd    = var.cost.budget_usd
  anomaly_usd   = var.cost.anomaly_usd
  tag           = { key = "Environment", value = var.environment }
  topic_arn     = module.observability.topic_arns.notices
  force_destroy = !local.prod

  account = !var.cost.account ? null : {
    access_logs   = module.lake.access_logs
    activate_tags = var.cost.activate_tags ? keys(local.tags) : []
  }
}
