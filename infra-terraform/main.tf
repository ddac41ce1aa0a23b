module "kms" {
  source = "./modules/kms"

  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }

  name                 = local.name
  account_id           = var.account_id
  replicate            = local.copies
  deletion_window_days = local.prod ? 30 : 7

  keys = { for purpose, key in {
    stream    = { description = "Events and dead letters in Kinesis" }
    lake      = { description = "Lake and code in S3" }
    warehouse = { description = "Redshift, and the database of lineage" }
    inference = { description = "Model endpoint and its captured data" }
    secrets   = { description = "Secrets Manager" }
    backup    = { description = "Vaults of backups" }
    audit     = { description = "The trail of calls and the records of AWS Config", services = ["cloudtrail", "config"] }
    logs      = { description = "CloudWatch Logs and notices of alarms", services = ["logs", "delivery.logs", "cloudwatch", "events", "budgets", "costalerts"] }
    pages     = { description = "Report and lineage pages", services = ["cloudfront"] }
  } : purpose => key if purpose != "pages" || var.edge != null }
}

module "network" {
  source = "./modules/network"

  name                = local.name
  account_id          = var.account_id
  cidr                = var.network.cidr
  zones               = local.zones.primary
  nat                 = var.network.nat
  interface_endpoints = var.network.interface_endpoints
  log_retention_days  = var.retention.log_days
  log_key_arn         = module.kms.arns["logs"]
}

module "lake" {
  source = "./modules/lake"

  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }

  name                = local.name
  account_id          = var.account_id
  pipeline            = var.pipeline.name
  kms_key_arn         = module.kms.arns["lake"]
  kms_key_alias       = module.kms.aliases["lake"]
  replicate           = local.copies
  replica_kms_key_arn = local.copies ? module.kms.secondary_arns["lake"] : null
  object_lock         = var.object_lock
  force_destroy       = !local.prod

  retention = {
    infrequent_days = var.retention.infrequent_days
    archive_days    = var.retention.archive_days
    rows_days       = var.retention.rows_days
    side_days       = var.retention.side_days
    logs_days       = var.retention.access_log_days
    noncurrent_days = var.retention.noncurrent_days
  }
}

module "ingest" {
  source = "./modules/ingest"

  name                 = local.name
  account_id           = var.account_id
  stream               = var.stream
  stream_key           = { arn = module.kms.arns["stream"], alias = module.kms.aliases["stream"] }
  log_key_arn          = module.kms.arns["logs"]
  log_retention_days   = var.retention.log_days
  event                = var.ingest.event
  clients              = var.ingest.clients
  throttle             = var.ingest.throttle
  requests_per_address = var.ingest.requests_per_address
  allowed_origins      = var.ingest.allowed_origins
  domain               = var.ingest.domain
  iot_topic            = var.ingest.iot_topic
  account_logging      = var.ingest.account_logging
}

# The same key for every build: its versions are the history, and the application names one.
resource "aws_s3_object" "jar" {
  count = var.jar.path == null ? 0 : 1

  bucket      = module.lake.code.id
  key         = "jars/flink-job.jar"
  source      = var.jar.path
  source_hash = filemd5(var.jar.path)
}

module "stream_app" {
  source = "./modules/stream-app"

  name               = "${local.name}-${var.pipeline.name}"
  account_id         = var.account_id
  pipeline           = coalesce(var.pipeline.folder, var.pipeline.name)
  rules              = var.pipeline.rules == null ? null : { location = var.pipeline.rules }
  traces             = var.pipeline.traces
  started            = var.app.started
  hours              = var.app.hours
  log_level          = var.app.log_level
  log_key_arn        = module.kms.arns["logs"]
  log_retention_days = var.retention.log_days
  checkpoint_seconds = var.app.checkpoint_seconds
  alert_bus_arn      = local.buses.primary

  capacity = {
    parallelism         = var.app.parallelism
    parallelism_per_kpu = var.app.parallelism_per_kpu
    autoscaling         = var.app.autoscaling
  }

  code = {
    bucket_arn = module.lake.code.arn
    key        = var.jar.path == null ? var.jar.key : aws_s3_object.jar[0].key
    version    = var.jar.path == null ? var.jar.version : aws_s3_object.jar[0].version_id
  }

  source_stream = {
    arn       = module.ingest.stream.arn
    key_alias = module.kms.aliases["stream"]
  }

  lake = {
    root       = module.lake.lake.root
    bucket_arn = module.lake.lake.arn
    key_alias  = module.kms.aliases["lake"]
  }

  warehouse = var.warehouse == null ? null : {
    jdbc_url         = module.warehouse[0].jdbc_url
    secret_name      = "${local.name}/${local.loader_secret}"
    secret_arn       = module.secrets.arns[local.loader_secret]
    secret_key_alias = module.kms.aliases["secrets"]
    iam_role         = module.warehouse[0].copy_role_arn
  }

  inference = local.endpoint == null ? null : { endpoint = local.endpoint }
  lineage   = var.lineage == null ? {} : { transport = "http", url = "https://${var.lineage.domain.name}" }

  network = {
    subnet_ids         = module.network.subnet_ids["private"]
    security_group_ids = [module.network.security_group_ids["stream_app"]]
  }
}

locals {
  loader_secret = "warehouse-loader"

  # Alerts go to the bus that is there in each region.
  buses = { for place, region in { primary = var.region, secondary = var.secondary_region } : place => "arn:aws:events:${region}:${var.account_id}:event-bus/default" }
}

module "secrets" {
  source = "./modules/secrets"

  name                 = local.name
  kms_key_arn          = module.kms.arns["secrets"]
  recovery_window_days = local.prod ? 30 : 7

  replica = local.copies ? {
    region      = var.secondary_region
    kms_key_arn = module.kms.secondary_arns["secrets"]
  } : null

  secrets = var.warehouse == null ? {} : {
    (local.loader_secret) = {
      description = "Name and password of the warehouse's user that loads, as the keys username and password."
      readers     = concat([module.stream_app.role_arn], module.standby_stream_app[*].role_arn)
    }
  }
}

module "warehouse" {
  source = "./modules/warehouse"
  count  = var.warehouse == null ? 0 : 1

  providers = {
    aws           = aws
    aws.secondary = aws.secondary
  }

  name               = local.name
  account_id         = var.account_id
  mode               = var.warehouse.mode
  provisioned        = var.warehouse.provisioned
  serverless         = var.warehouse.serverless
  database           = var.warehouse.database
  hours              = var.warehouse.hours
  final_snapshot     = local.prod
  kms_key_arn        = module.kms.arns["warehouse"]
  secrets_key_arn    = module.kms.arns["secrets"]
  copy_key_arn       = local.copies ? module.kms.secondary_arns["warehouse"] : null
  log_key_arn        = module.kms.arns["logs"]
  log_retention_days = var.retention.log_days

  snapshots = {
    days      = var.warehouse.snapshot_days
    copy_days = local.copies ? var.warehouse.copy_days : null
  }

  tables = var.warehouse.tables == null ? null : {
    statements = [for sql in split(";\n", file(var.warehouse.tables)) : trimspace(sql) if trimspace(sql) != ""]
    secret_arn = module.secrets.arns[local.loader_secret]
  }

  # What a standby wrote is loaded when the first region is back.
  lake = {
    bucket_arn = module.lake.lake.arn
    prefixes   = [var.pipeline.name, "${var.pipeline.name}-standby"]
    key_alias  = module.kms.aliases["lake"]
  }

  network = {
    subnet_ids         = module.network.subnet_ids["database"]
    security_group_ids = [module.network.security_group_ids["warehouse"]]
  }
}
