# The second region: what stands in it besides copies, from dr_mode pilot_light on.

module "standby_network" {
  source    = "./modules/network"
  count     = local.standby ? 1 : 0
  providers = { aws = aws.secondary }

  name                = local.name
  account_id          = var.account_id
  cidr                = var.network.secondary_cidr
  zones               = local.zones.secondary
  nat                 = var.network.nat
  interface_endpoints = var.network.interface_endpoints
  log_retention_days  = var.retention.log_days
  log_key_arn         = module.kms.secondary_arns["logs"]
}

module "standby_ingest" {
  source    = "./modules/ingest"
  count     = local.standby ? 1 : 0
  providers = { aws = aws.secondary }

  name                 = local.name
  account_id           = var.account_id
  stream               = var.stream
  stream_key           = { arn = module.kms.secondary_arns["stream"], alias = module.kms.aliases["stream"] }
  log_key_arn          = module.kms.secondary_arns["logs"]
  log_retention_days   = var.retention.log_days
  event                = var.ingest.event
  clients              = var.ingest.clients
  throttle             = var.ingest.throttle
  requests_per_address = var.ingest.requests_per_address
  allowed_origins      = var.ingest.allowed_origins
  iot_topic            = var.ingest.iot_topic
  account_logging      = var.ingest.account_logging

  domain = var.ingest.domain == null ? null : {
    name            = var.ingest.domain.name
    certificate_arn = var.ingest.domain.secondary_certificate_arn
  }
}

# Uploaded here too, as the copy of the first region's may still be under way.
resource "aws_s3_object" "standby_jar" {
  count    = local.standby && var.jar.path != null ? 1 : 0
  provider = aws.secondary

  bucket      = module.lake.replica.code.id
  key         = "jars/standby/flink-job.jar"
  source      = var.jar.path
  source_hash = filemd5(var.jar.path)
}

# It begins with the copies of the lake, and writes beside them: what either region wrote can be told
# apart when the first is back.
module "standby_stream_app" {
  source    = "./modules/stream-app"
  count     = local.standby ? 1 : 0
  providers = { aws = aws.secondary }

  name               = "${local.name}-${var.pipeline.name}"
  account_id         = var.account_id
  pipeline           = var.pipeline.folder == null ? var.pipeline.name : replace(var.pipeline.folder, "s3://${module.lake.code.name}/", "s3://${module.lake.replica.code.name}/")
  rules              = var.pipeline.rules == null ? null : { location = replace(var.pipeline.rules, "s3://${module.lake.code.name}/", "s3://${module.lake.replica.code.name}/") }
  traces             = var.pipeline.traces
  started            = local.running
  log_level          = var.app.log_level
  log_key_arn        = module.kms.secondary_arns["logs"]
  log_retention_days = var.retention.log_days
  checkpoint_seconds = var.app.checkpoint_seconds
  alert_bus_arn      = local.buses.secondary

  capacity = {
    parallelism         = var.app.parallelism
    parallelism_per_kpu = var.app.parallelism_per_kpu
    autoscaling         = var.app.autoscaling
  }

  # A copy keeps the version of its original.
  code = {
    bucket_arn = module.lake.replica.code.arn
    key        = var.jar.path == null ? var.jar.key : aws_s3_object.standby_jar[0].key
    version    = var.jar.path == null ? var.jar.version : aws_s3_object.standby_jar[0].version_id
  }

  source_stream = {
    arn       = module.standby_ingest[0].stream.arn
    key_alias = module.kms.aliases["stream"]
  }

  bootstrap = {
    lake       = "${module.lake.replica.lake.root}/lake"
    bucket_arn = module.lake.replica.lake.arn
  }

  lake = {
    root       = module.lake.replica.lake.standby
    bucket_arn = module.lake.replica.lake.arn
    key_alias  = module.kms.aliases["lake"]
  }

  inference = local.endpoint == null ? null : { endpoint = local.endpoint }

  network = {
    subnet_ids         = module.standby_network[0].subnet_ids["private"]
    security_group_ids = [module.standby_network[0].security_group_ids["stream_app"]]
  }
}
