output "region" {
  description = "The region in which the platform runs."
  value       = var.region
}

output "stream" {
  description = "The stream of events: name and ARN."
  value       = module.ingest.stream
}

output "api_url" {
  description = "Where events are sent: POST <url>/events and <url>/batches."
  value       = module.ingest.api.url
}

output "api_key_ids" {
  description = "Id of each client's API key."
  value       = module.ingest.api_key_ids
}

output "lake_root" {
  description = "The root of all that the job writes."
  value       = module.lake.lake.root
}

output "application" {
  description = "The Flink application: name, log group and runtime properties."
  value = {
    name            = module.stream_app.name
    log_group       = module.stream_app.log_group
    property_groups = module.stream_app.property_groups
  }
}

output "warehouse" {
  description = "The warehouse: its name, JDBC address, the secret of its administrator (of Redshift's making) and that of the loader (to be filled); null: none."
  value = var.warehouse == null ? null : {
    identifier    = module.warehouse[0].identifier
    jdbc_url      = module.warehouse[0].jdbc_url
    admin_secret  = module.warehouse[0].admin_secret_arn
    loader_secret = module.secrets.arns[local.loader_secret]
  }
}

output "endpoint" {
  description = "Name of the model endpoint; null: none."
  value       = one(module.inference[*].endpoint)
}

output "catalog" {
  description = "The lake as tables: Athena's workgroup and the database; null: none."
  value       = one([for catalog in module.catalog : { workgroup = catalog.workgroup, database = catalog.database }])
}

output "dashboards" {
  description = "Names of CloudWatch's dashboards."
  value       = module.observability.dashboards
}

output "pages" {
  description = "Report and lineage pages: bucket, address, distribution, and the id of each reader's key; null: none."
  value       = one([for edge in module.edge : { bucket = edge.bucket, url = edge.url, distribution = edge.distribution_id, key_ids = edge.key_ids }])
}

output "lineage_url" {
  description = "Where lineage is looked at, within the network; null: it is in files of the lake."
  value       = one(module.lineage[*].url)
}

output "standby" {
  description = "The second region, from dr_mode pilot_light on: its stream, API, lake and application, and the state machines that fail over and drill it; else null."
  value = local.standby ? {
    region      = var.secondary_region
    stream      = module.standby_ingest[0].stream
    api_url     = module.standby_ingest[0].api.url
    lake_root   = module.lake.replica.lake.standby
    application = module.standby_stream_app[0].name
    failover    = module.failover[0].failover
    drill       = module.failover[0].drill
  } : null
}

output "wildcards" {
  description = "Every wildcard in a policy of a role, with its reason."
  value = merge(
    module.network.wildcards, module.lake.wildcards, module.ingest.wildcards, module.stream_app.wildcards,
    module.observability.wildcards,
    [for part in concat(module.lineage, module.backup, module.failover, module.warehouse, module.inference, module.standby_inference, module.standby_network, module.standby_ingest, module.standby_stream_app, module.standby_observability) : part.wildcards]...
  )
}
