# What is optional beside the stream: pages for people, and a server that keeps the job's lineage.

module "edge" {
  source = "./modules/edge"
  count  = var.edge == null ? 0 : 1

  providers = {
    aws        = aws
    aws.global = aws.billing
  }

  name               = local.name
  account_id         = var.account_id
  readers            = { for reader, path in var.edge.readers : reader => file(path) }
  domain             = var.edge.domain
  page_days          = var.edge.page_days
  key_arn            = module.kms.arns["pages"]
  log_key_arn        = module.kms.arns["logs"]
  log_retention_days = var.retention.log_days
  access_logs        = module.lake.access_logs
  force_destroy      = !local.prod
}

module "lineage" {
  source = "./modules/lineage"
  count  = var.lineage == null ? 0 : 1

  name               = local.name
  account_id         = var.account_id
  domain             = var.lineage.domain
  images             = var.lineage.images
  tasks              = var.lineage.tasks
  database_units     = var.lineage.database_units
  database_key_arn   = module.kms.arns["warehouse"]
  secrets_key        = { arn = module.kms.arns["secrets"], alias = module.kms.aliases["secrets"] }
  log_key_arn        = module.kms.arns["logs"]
  log_retention_days = var.retention.log_days
  alarm_actions      = [module.observability.topic_arns.notices]
  protect            = local.prod

  network = {
    vpc_id                = module.network.vpc_id
    subnet_ids            = module.network.subnet_ids["private"]
    database_subnet_ids   = module.network.subnet_ids["database"]
    job_security_group_id = module.network.security_group_ids["stream_app"]
    reader_cidrs          = var.lineage.reader_cidrs
  }
}
