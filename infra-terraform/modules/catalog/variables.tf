variable "name" {
  description = "Prefix of the names, e.g. millrace-dev."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,23}$", var.name))
    error_message = "name: expected 2 to 24 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "account_id" {
  description = "The account of the catalog."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "definition" {
  description = <<-EOT
    What the job writes, as `millrace ddl --dialect glue` prints it: the pipeline's name, the column that
    is an event's identity, and the tables rows, dead-letter, quarantine, quality, runs and, of a pipeline
    that scores, variants, each with its columns (names, types of Glue, meaning) and the partitions that stand
    in its paths (none, dt, or dt and hour).
  EOT
  type = object({
    pipeline = string
    identity = string
    tables = map(object({
      columns    = list(object({ name = string, type = string, comment = string }))
      partitions = list(string)
    }))
  })
  nullable = false

  validation {
    condition     = setsubtract(keys(var.definition.tables), ["variants"]) == toset(["rows", "dead-letter", "quarantine", "quality", "runs"])
    error_message = "definition: expected the tables rows, dead-letter, quarantine, quality, runs and, where the pipeline scores, variants; got ${join(", ", keys(var.definition.tables))}."
  }

  validation {
    condition = alltrue(flatten([
      for table in values(var.definition.tables) : [
        for column in table.columns :
        can(regex("^[A-Za-z_][A-Za-z0-9_]*$", column.name)) &&
        can(regex("^(boolean|int|bigint|double|timestamp|date|string|binary|decimal\\([0-9]+,[0-9]+\\)|array<string>)$", column.type))
      ]
    ]))
    error_message = "definition: expected names of letters, digits and _, and the types that the job writes: boolean, int, bigint, double, timestamp, date, string, binary, decimal(p,s) or array<string>."
  }

  validation {
    condition     = alltrue([for table in values(var.definition.tables) : contains(["", "dt", "dt/hour"], join("/", table.partitions))])
    error_message = "definition: expected the partitions [], [dt] or [dt, hour], which is what the job writes."
  }

  validation {
    condition = alltrue([
      for table in values(var.definition.tables) :
      length(distinct(concat([for column in table.columns : lower(column.name)], table.partitions))) == length(table.columns) + length(table.partitions)
    ])
    error_message = "definition: expected columns of different names, case and partitions included; Glue does not tell case apart."
  }

  validation {
    condition     = contains([for column in try(var.definition.tables.rows.columns, []) : column.name], var.definition.identity)
    error_message = "definition.identity: expected a column of the rows, got '${var.definition.identity}'."
  }
}

variable "lake_root" {
  description = "The root of all that the job writes: s3://bucket/folder."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^s3://[a-z0-9.-]+/.*[^/]$", var.lake_root))
    error_message = "lake_root: expected s3://bucket/folder without a slash at the end, got '${var.lake_root}'."
  }
}

variable "first_day" {
  description = "Day of the first partition, e.g. 2026-01-01. Athena asks for no partition before it; a day costs one request when a query does not name days."
  type        = string
  default     = "2026-01-01"
  nullable    = false

  validation {
    condition     = can(formatdate("YYYY", "${var.first_day}T00:00:00Z"))
    error_message = "first_day: expected a day such as 2026-01-01, got '${var.first_day}'."
  }
}

variable "scan_limit_gib" {
  description = "Gibibytes that one query may read, above which Athena ends it."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.scan_limit_gib >= 1 && floor(var.scan_limit_gib) == var.scan_limit_gib
    error_message = "scan_limit_gib: expected a whole number from 1, got ${var.scan_limit_gib}."
  }
}

variable "result_days" {
  description = "Days for which results of queries are kept; they hold what the rows hold."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.result_days >= 1 && floor(var.result_days) == var.result_days
    error_message = "result_days: expected a whole number from 1, got ${var.result_days}."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the results of queries: that of the lake."
  type        = string
  nullable    = false
}

variable "access_logs" {
  description = "Bucket that takes the access logs of the bucket of results."
  type        = string
  nullable    = false
}

variable "force_destroy" {
  description = "Whether destroying the catalog deletes results and queries; never in production."
  type        = bool
  default     = false
  nullable    = false
}

variable "quicksight" {
  description = "Who sees the QuickSight dashboard of quality and variants: ARN of a user or group; null: there is none. The account must have a subscription."
  type        = object({ principal_arn = string })
  default     = null

  validation {
    condition     = var.quicksight == null ? true : can(regex("^arn:[^:]+:quicksight:[^:]+:[0-9]{12}:(user|group)/.+$", var.quicksight.principal_arn))
    error_message = "quicksight.principal_arn: expected the ARN of a user or a group of QuickSight."
  }
}
