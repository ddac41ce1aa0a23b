# Tables over the lake, and over its copies where there are some: after a failover the same questions
# are asked there.

locals {
  catalog = one([for catalog in var.catalog[*] : jsondecode(file("${path.root}/${catalog.definition}"))])
}

module "catalog" {
  source = "./modules/catalog"
  count  = var.catalog == null ? 0 : 1

  name           = local.name
  account_id     = var.account_id
  definition     = local.catalog
  lake_root      = module.lake.lake.root
  first_day      = var.catalog.first_day
  scan_limit_gib = var.catalog.scan_limit_gib
  result_days    = var.catalog.result_days
  quicksight     = var.catalog.quicksight
  kms_key_arn    = module.kms.arns["lake"]
  access_logs    = module.lake.access_logs
  force_destroy  = !local.prod
}

module "standby_catalog" {
  source    = "./modules/catalog"
  count     = var.catalog != null && local.copies ? 1 : 0
  providers = { aws = aws.secondary }

  name           = local.name
  account_id     = var.account_id
  definition     = local.catalog
  lake_root      = module.lake.replica.lake.root
  first_day      = var.catalog.first_day
  scan_limit_gib = var.catalog.scan_limit_gib
  result_days    = var.catalog.result_days
  kms_key_arn    = module.kms.secondary_arns["lake"]
  access_logs    = module.lake.replica.access_logs
  force_destroy  = !local.prod
}
