# The lake as tables: Glue's catalog, and Athena to ask it. Nothing crawls: the columns are those of
# the pipeline, and partitions follow from the paths (partition projection).

data "aws_region" "current" {}

locals {
  database = replace("${var.name}-${var.definition.pipeline}", "-", "_")

  # Folder below the root, and what the table is called.
  folders = { rows = "lake", dead-letter = "dead-letter", quarantine = "quarantine", quality = "quality", runs = "runs", variants = "variants" }
  tables = {
    for table, folder in local.folders : table => merge(var.definition.tables[table], {
      name     = table == "rows" ? "events" : replace(table, "-", "_")
      location = "${var.lake_root}/${folder}"
    }) if contains(keys(var.definition.tables), table)
  }

  about = {
    rows        = "Rows of the lake, partitioned by event time"
    dead-letter = "Records that could not be decoded, partitioned by the day of their arrival"
    quarantine  = "Events that break a row rule, partitioned by the day of their arrival"
    quality     = "Answers of the quality rules, partitioned by the day of their window"
    runs        = "How far each run is, partitioned by the day when it told"
    variants    = "How the production variants did, partitioned by the day of the measurement"
  }

  # An event may lie an hour ahead of its arrival; a day more costs nothing.
  projection = {
    dt = {
      type            = "date"
      format          = "yyyy-MM-dd"
      range           = "${var.first_day},NOW+1DAY"
      interval        = "1"
      "interval.unit" = "DAYS"
    }
    hour = { type = "integer", range = "0,23", digits = "2" }
  }
}

resource "aws_glue_catalog_database" "this" {
  name        = local.database
  description = "What the pipeline ${var.definition.pipeline} of ${var.name} writes."

  tags = { Name = local.database }
}

resource "aws_glue_catalog_table" "this" {
  for_each = local.tables

  database_name = aws_glue_catalog_database.this.name
  name          = each.value.name
  description   = local.about[each.key]
  table_type    = "EXTERNAL_TABLE"

  parameters = merge(
    { EXTERNAL = "TRUE", classification = "parquet", "parquet.compression" = "SNAPPY" },
    length(each.value.partitions) == 0 ? {} : {
      "projection.enabled"        = "true"
      "storage.location.template" = "${each.value.location}/${join("/", [for partition in each.value.partitions : "${partition}=$${${partition}}"])}"
    },
    [for partition in each.value.partitions : { for key, value in local.projection[partition] : "projection.${partition}.${key}" => value }]...
  )

  storage_descriptor {
    location      = each.value.location
    input_format  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"

    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
    }

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name    = lower(columns.value.name)
        type    = columns.value.type
        comment = substr(columns.value.comment, 0, 255)
      }
    }
  }

  dynamic "partition_keys" {
    for_each = each.value.partitions

    content {
      name = partition_keys.value
      type = partition_keys.value == "hour" ? "int" : "string"
    }
  }
}

module "results" {
  source = "../bucket"

  name            = "${var.name}-${var.account_id}-${data.aws_region.current.id}-queries"
  encryption      = { kms_key_arn = var.kms_key_arn }
  access_logging  = { bucket = var.access_logs }
  lifecycle_rules = { results = { expiration_days = var.result_days } }
  noncurrent_days = 1
  force_destroy   = var.force_destroy
}

resource "aws_athena_workgroup" "this" {
  name          = var.name
  description   = "Questions to the lake; a query ends after ${var.scan_limit_gib} GiB."
  state         = "ENABLED"
  force_destroy = var.force_destroy

  configuration {
    enforce_workgroup_configuration    = true # a client cannot write its results elsewhere
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.scan_limit_gib * pow(1024, 3)

    engine_version {
      selected_engine_version = "Athena engine version 3"
    }

    result_configuration {
      output_location       = "s3://${module.results.id}/athena/"
      expected_bucket_owner = var.account_id

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = var.kms_key_arn
      }
    }
  }

  tags = { Name = var.name }
}

locals {
  columns = { for table, definition in local.tables : table => [for column in definition.columns : column.name] }
  scored  = contains(local.columns.rows, "model_variant")

  queries = merge(
    {
      quality-over-time    = "The answer to every rule for every window of the last seven days, the newest revision of each."
      dead-letters         = "Dead letters of the last seven days by reason and message."
      trace-of-an-event    = "Where an event went and where it came from. Parameters: its identity, first and last day (2026-06-01)."
      runs                 = "How each run of the last thirty days stands: status, counts, and what waits in the job."
      quarantined-by-rules = "Which rules sent how many events to quarantine in the last seven days."
    },
    local.scored ? {
      variant-comparison = "Production variants and model versions of the last seven days side by side, and what went unscored."
    } : {},
  )
}

resource "aws_athena_named_query" "this" {
  for_each = local.queries

  name        = each.key
  description = each.value
  database    = aws_glue_catalog_database.this.name
  workgroup   = aws_athena_workgroup.this.id

  query = templatefile("${path.module}/queries/${each.key}.sql", {
    identity = lower(var.definition.identity)
    event    = local.tables.rows.name
    by_day   = contains(local.tables.rows.partitions, "dt")
  })
}
