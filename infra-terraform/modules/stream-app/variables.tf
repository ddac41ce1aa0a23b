variable "name" {
  description = "Name of the application, e.g. millrace-dev-payments."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,35}$", var.name))
    error_message = "name: expected 2 to 36 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "account_id" {
  description = "The account of the application."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "runtime" {
  description = "Flink's version, as the service names it. The jar is built for this one."
  type        = string
  default     = "FLINK-1_20"
  nullable    = false

  validation {
    condition     = contains(["FLINK-1_20"], var.runtime)
    error_message = "runtime: expected FLINK-1_20, for which the jar is built, got '${var.runtime}'."
  }
}

variable "code" {
  description = "The jar: bucket, key, and version of the object. A new version updates the application, from a snapshot of its state."
  type = object({
    bucket_arn = string
    key        = string
    version    = string
  })
  nullable = false

  validation {
    condition     = can(regex("^arn:[^:]+:s3:::[^/*]+$", var.code.bucket_arn)) && endswith(var.code.key, ".jar")
    error_message = "code: expected the ARN of a bucket and the key of a jar, got '${var.code.bucket_arn}' and '${var.code.key}'."
  }
}

variable "pipeline" {
  description = "What the job runs: a built-in pipeline's name, or the S3 URI of a folder in the bucket of the code."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z][a-z0-9-]*|s3://[a-z0-9.-]+/.+)$", var.pipeline))
    error_message = "pipeline: expected a built-in pipeline's name or s3://bucket/folder, got '${var.pipeline}'."
  }
}

variable "rules" {
  description = "A ruleset that may change while the job runs: the S3 URI of a DQDL file in the bucket of the code, and the time between two looks at it; null: that of the pipeline's folder stays."
  type = object({
    location      = string
    poll_interval = optional(string, "1m")
  })
  default = null

  validation {
    condition     = var.rules == null ? true : startswith(var.rules.location, "s3://${replace(var.code.bucket_arn, "/^.*:::/", "")}/") && endswith(var.rules.location, ".dqdl")
    error_message = "rules.location: expected s3://bucket/….dqdl in the bucket of the code, got '${try(var.rules.location, "null")}'."
  }

  validation {
    condition     = var.rules == null ? true : can(regex("^[1-9][0-9]*(s|m|h)$", var.rules.poll_interval))
    error_message = "rules.poll_interval: expected seconds, minutes or hours, e.g. 1m, got '${try(var.rules.poll_interval, "null")}'."
  }
}

variable "source_stream" {
  description = "The stream that is read: its ARN and its key's alias; where reading starts without a snapshot (trim_horizon, latest, at_timestamp, lake_end; null: the job's default), at_timestamp with a timestamp; and how long a shard may be silent before it holds nothing back."
  type = object({
    arn                 = string
    key_alias           = string
    initial_position    = optional(string)
    initial_timestamp   = optional(string)
    shard_idle_interval = optional(string, "30s")
  })
  nullable = false

  validation {
    condition     = can(regex("^arn:[^:]+:kinesis:[^:]+:[0-9]{12}:stream/[a-zA-Z0-9_.-]+$", var.source_stream.arn)) && startswith(var.source_stream.key_alias, "alias/")
    error_message = "source_stream: expected the ARN of a Kinesis stream and alias/…, got '${var.source_stream.arn}' and '${var.source_stream.key_alias}'."
  }

  validation {
    condition     = contains(["trim_horizon", "latest", "at_timestamp", "lake_end"], coalesce(var.source_stream.initial_position, "latest"))
    error_message = "source_stream.initial_position: expected trim_horizon, latest, at_timestamp or lake_end."
  }

  validation {
    condition     = (coalesce(var.source_stream.initial_position, "none") == "at_timestamp") == can(formatdate("YYYY", var.source_stream.initial_timestamp))
    error_message = "source_stream.initial_timestamp: expected an ISO-8601 time with at_timestamp, and only then."
  }

  validation {
    condition = var.bootstrap == null ? (
      coalesce(var.source_stream.initial_position, "latest") != "lake_end"
    ) : !contains(["trim_horizon", "latest"], coalesce(var.source_stream.initial_position, "lake_end"))
    error_message = "source_stream.initial_position: expected lake_end or at_timestamp with a bootstrap, and not lake_end without."
  }
}

variable "bootstrap" {
  description = "The lake whose last rows fill the state of a job that has no snapshot, as the job reads it (s3://bucket/root/lake), the ARN of its bucket, and how long before its end the stream is read again; null: begin without."
  type = object({
    lake       = string
    bucket_arn = string
    overlap    = optional(string, "10m")
  })
  default = null

  validation {
    condition     = var.bootstrap == null ? true : can(regex("^s3://[a-z0-9.-]+/.+$", var.bootstrap.lake))
    error_message = "bootstrap.lake: expected s3://bucket/folder."
  }
}

variable "lake" {
  description = "The root of all output (s3://bucket/folder), the ARN of its bucket, and its key's alias, which is that of the code too."
  type = object({
    root       = string
    bucket_arn = string
    key_alias  = string
  })
  nullable = false

  validation {
    condition     = can(regex("^s3://[a-z0-9.-]+/.+$", var.lake.root)) && startswith(var.lake.key_alias, "alias/")
    error_message = "lake: expected s3://bucket/folder and alias/…, got '${var.lake.root}' and '${var.lake.key_alias}'."
  }
}

variable "warehouse" {
  description = "Redshift: JDBC address without user and password, name and ARN of the secret that holds them and its key's alias, and the role by which it reads the lake; null: no warehouse."
  type = object({
    jdbc_url         = string
    secret_name      = string
    secret_arn       = string
    secret_key_alias = string
    iam_role         = string
  })
  default = null

  validation {
    condition     = var.warehouse == null ? true : startswith(var.warehouse.jdbc_url, "jdbc:redshift://") && !can(regex("(?i)(password|pwd)=", var.warehouse.jdbc_url))
    error_message = "warehouse.jdbc_url: expected jdbc:redshift://… without a password; it belongs into the secret."
  }
}

variable "inference" {
  description = "Name of the SageMaker endpoint that scores; null: that of the pipeline's file, which the role may then not call."
  type        = object({ endpoint = string })
  default     = null

  validation {
    condition     = var.inference == null ? true : can(regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,62})$", var.inference.endpoint))
    error_message = "inference.endpoint: expected the name of a SageMaker endpoint, of letters, digits and hyphens."
  }
}

variable "traces" {
  description = "Who takes the spans of events that the pipeline traces: xray, or the URL of a receiver of OTLP over HTTP; null: nobody."
  type        = string
  default     = null

  validation {
    condition     = var.traces == null ? true : var.traces == "xray" || can(regex("^https?://[^/@]+(/.*)?$", var.traces))
    error_message = "traces: expected xray or a URL such as http://collector:4318/v1/traces, without user and password."
  }
}

variable "lineage" {
  description = "Where OpenLineage events go: into the lake (file), to a server (http, with its url), or nowhere (none)."
  type = object({
    transport = optional(string, "file")
    url       = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["file", "http", "none"], var.lineage.transport) && (var.lineage.transport == "http") == (var.lineage.url != null)
    error_message = "lineage: expected file, none, or http with a url, got '${var.lineage.transport}'."
  }
}

variable "network" {
  description = "Subnets, in which the service places network interfaces, and security groups."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) > 0 && length(var.network.security_group_ids) > 0 && length(var.network.security_group_ids) <= 5
    error_message = "network: expected at least one subnet and one to five security groups."
  }
}

variable "capacity" {
  description = "Parallelism of the job, tasks to a Kinesis processing unit (1 vCPU, 4 GB), and whether the service scales by CPU, up to eight times the parallelism."
  type = object({
    parallelism         = optional(number, 2)
    parallelism_per_kpu = optional(number, 1)
    autoscaling         = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.capacity.parallelism >= 1 && var.capacity.parallelism <= 512 && floor(var.capacity.parallelism) == var.capacity.parallelism
    error_message = "capacity.parallelism: expected a whole number from 1 to 512, got ${var.capacity.parallelism}."
  }

  validation {
    condition     = contains([1, 2, 3, 4, 5, 6, 7, 8], var.capacity.parallelism_per_kpu)
    error_message = "capacity.parallelism_per_kpu: expected 1 to 8, got ${var.capacity.parallelism_per_kpu}."
  }
}

variable "alert_bus_arn" {
  description = "Bus of EventBridge that alerts of the data are put on; null: they stand in the lake alone."
  type        = string
  default     = null

  validation {
    condition     = var.alert_bus_arn == null ? true : can(regex("^arn:[^:]+:events:[^:]+:[0-9]{12}:event-bus/.+$", var.alert_bus_arn))
    error_message = "alert_bus_arn: expected the ARN of a bus, arn:aws:events:…:event-bus/…, got '${coalesce(var.alert_bus_arn, "null")}'."
  }
}

variable "checkpoint_seconds" {
  description = "Seconds between checkpoints; rows become visible in the lake with each."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.checkpoint_seconds >= 10 && var.checkpoint_seconds <= 900
    error_message = "checkpoint_seconds: expected 10 to 900, got ${var.checkpoint_seconds}."
  }
}

variable "started" {
  description = "Whether the application runs. Of a standby it does not."
  type        = bool
  default     = true
  nullable    = false
}

variable "log_level" {
  description = "Level of the log: ERROR, WARN or INFO. DEBUG slows the job and costs more than it."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["ERROR", "WARN", "INFO"], var.log_level)
    error_message = "log_level: expected ERROR, WARN or INFO, got '${var.log_level}'."
  }
}

variable "log_key_arn" {
  description = "Key that encrypts the log."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which the log is kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days: expected a retention that CloudWatch Logs knows, e.g. 90, got ${var.log_retention_days}."
  }
}

variable "hours" {
  description = "When the application is stopped (with a snapshot) and started again, as cron(…) of EventBridge Scheduler and a time zone; null: it always runs."
  type = object({
    stop     = string
    start    = string
    timezone = optional(string, "UTC")
  })
  default = null

  validation {
    condition     = var.hours == null ? true : alltrue([for expression in [var.hours.stop, var.hours.start] : can(regex("^cron\\((\\S+ ){5}\\S+\\)$", expression))])
    error_message = "hours: expected cron(minutes hours day-of-month month day-of-week year), e.g. cron(0 20 ? * MON-FRI *)."
  }
}
