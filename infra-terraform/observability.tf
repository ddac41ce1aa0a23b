# Alarms, dashboards and automatic responses, in each region with something to watch.

locals {
  watched_endpoint = one([for inference in var.inference[*] : { name = local.endpoint, variants = keys(inference.variants) }])

  # From outside, the API is asked by its domain, which stands in front of whichever region serves.
  # Where Route 53 moves clients, it has to.
  moves_clients = local.standby && try(var.ingest.domain.zone_id, null) != null
  health_check  = local.moves_clients || coalesce(var.observability.health_check, var.environment != "dev")
  canary        = coalesce(var.observability.canary, var.environment != "dev")
}

module "observability" {
  source = "./modules/observability"

  name               = local.name
  account_id         = var.account_id
  key                = { arn = module.kms.arns["logs"], alias = module.kms.aliases["logs"] }
  log_retention_days = var.retention.log_days
  notify             = var.observability.notify
  slo                = var.observability.slo
  limits             = var.observability.limits
  trace_percent      = var.observability.trace_percent
  dashboards         = var.observability.dashboards
  endpoint           = local.watched_endpoint
  warehouse          = one([for warehouse in var.warehouse[*] : { name = local.name, mode = warehouse.mode }])
  canary             = local.canary ? { access_logs = module.lake.access_logs, force_destroy = !local.prod } : null

  stream = {
    name            = module.ingest.stream.name
    dead_letters    = module.ingest.dead_letter_stream.name
    retention_hours = var.stream.retention_hours
    most_shards     = var.stream.mode == "PROVISIONED" ? var.observability.most_shards : null
  }

  application = {
    name               = "${local.name}-${var.pipeline.name}"
    pipeline           = var.pipeline.name
    log_group          = module.stream_app.log_group
    always_running     = var.app.started && var.app.hours == null
    checkpoint_seconds = var.app.checkpoint_seconds
  }

  api = {
    name      = module.ingest.api.name
    stage     = module.ingest.api.stage
    log_group = module.ingest.api.log_group
    check     = local.health_check
    host      = var.ingest.domain == null ? "${module.ingest.api.id}.execute-api.${var.region}.amazonaws.com" : var.ingest.domain.name
    path      = var.ingest.domain == null ? "/${module.ingest.api.stage}/v1/health" : "/v1/health"
  }

  replication = local.copies ? {
    for bucket, pair in { lake = [module.lake.lake, module.lake.replica.lake], code = [module.lake.code, module.lake.replica.code] } : bucket => {
      source                   = pair[0].name
      destination              = pair[1].name
      rule                     = "everything"
    }
  } : {}
}

module "standby_observability" {
  source    = "./modules/observability"
  count     = local.standby ? 1 : 0
  providers = { aws = aws.secondary }

  name               = local.name
  account_id         = var.account_id
  key                = { arn = module.kms.secondary_arns["logs"], alias = module.kms.aliases["logs"] }
  log_retention_days = var.retention.log_days
  notify             = var.observability.notify
  slo                = var.observability.slo
  limits             = var.observability.limits
  trace_percent      = var.observability.trace_percent
  dashboards         = var.observability.dashboards
  endpoint           = local.running ? local.watched_endpoint : null

  stream = {
    name            = module.standby_ingest[0].stream.name
    dead_letters    = module.standby_ingest[0].dead_letter_stream.name
    retention_hours = var.stream.retention_hours
    most_shards     = var.stream.mode == "PROVISIONED" ? var.observability.most_shards : null
  }

  application = {
    name               = "${local.name}-${var.pipeline.name}"
    pipeline           = var.pipeline.name
    log_group          = module.standby_stream_app[0].log_group
    always_running     = local.running
    checkpoint_seconds = var.app.checkpoint_seconds
  }

  api = {
    name      = module.standby_ingest[0].api.name
    stage     = module.standby_ingest[0].api.stage
    log_group = module.standby_ingest[0].api.log_group
  }
}
