variable "name" {
  description = "Prefix of all names, e.g. millrace-dev."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name: expected 2 to 31 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "account_id" {
  description = "The account of the warehouse."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "mode" {
  description = "PROVISIONED (RA3 nodes that run, or are paused) or SERVERLESS (paid by the second of work)."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["PROVISIONED", "SERVERLESS"], var.mode)
    error_message = "mode: expected PROVISIONED or SERVERLESS, got '${var.mode}'."
  }
}

variable "provisioned" {
  description = "Of a provisioned warehouse: type of its nodes (RA3), their number, and whether two zones hold it at once (from 2 nodes on, not ra3.large)."
  type = object({
    node_type = optional(string, "ra3.large")
    nodes     = optional(number, 1)
    multi_az  = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["ra3.large", "ra3.xlplus", "ra3.4xlarge", "ra3.16xlarge"], var.provisioned.node_type)
    error_message = "provisioned.node_type: expected ra3.large, ra3.xlplus, ra3.4xlarge or ra3.16xlarge, got '${var.provisioned.node_type}'."
  }

  validation {
    condition     = var.provisioned.nodes >= 1 && floor(var.provisioned.nodes) == var.provisioned.nodes
    error_message = "provisioned.nodes: expected a whole number from 1, got ${var.provisioned.nodes}."
  }

  validation {
    condition     = !var.provisioned.multi_az || (var.provisioned.nodes >= 2 && var.provisioned.node_type != "ra3.large")
    error_message = "provisioned.multi_az: expected at least two nodes, larger than ra3.large."
  }
}

variable "serverless" {
  description = "Of a serverless warehouse: processing units (multiples of 8) that each query finds, their maximum, and the unit hours a day above which AWS stops it."
  type = object({
    base_capacity = optional(number, 8)
    max_capacity  = optional(number, 64)
    daily_hours   = optional(number, 200)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.serverless.base_capacity >= 8 && var.serverless.base_capacity % 8 == 0 && var.serverless.max_capacity >= var.serverless.base_capacity && var.serverless.max_capacity % 8 == 0
    error_message = "serverless: expected multiples of 8, the maximum not below the base, got ${var.serverless.base_capacity} and ${var.serverless.max_capacity}."
  }

  validation {
    condition     = var.serverless.daily_hours >= 1
    error_message = "serverless.daily_hours: expected at least 1, got ${var.serverless.daily_hours}."
  }
}

variable "database" {
  description = "Name of the database."
  type        = string
  default     = "millrace"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z_][a-z0-9_]{0,62}$", var.database))
    error_message = "database: expected lower-case letters, digits and underscores, got '${var.database}'."
  }
}

variable "port" {
  description = "Port on which the warehouse listens; that of the network's rules."
  type        = number
  default     = 5439
  nullable    = false

  validation {
    condition     = (var.port >= 5431 && var.port <= 5455) || (var.port >= 8191 && var.port <= 8215)
    error_message = "port: expected 5431 to 5455 or 8191 to 8215, as Redshift has it, got ${var.port}."
  }
}

variable "network" {
  description = "Subnets in three zones without a way out, and security groups."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 3 && length(var.network.security_group_ids) >= 1
    error_message = "network: expected at least three subnets and one security group."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts data and snapshots."
  type        = string
  nullable    = false
}

variable "secrets_key_arn" {
  description = "Key that encrypts the administrator's password, which Redshift makes and rotates itself."
  type        = string
  nullable    = false
}

variable "log_key_arn" {
  description = "Key that encrypts the logs."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which logs of connections, users and statements are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days: expected a retention that CloudWatch Logs knows, e.g. 90, got ${var.log_retention_days}."
  }
}

variable "lake" {
  description = "What COPY reads: ARN of the bucket, the roots of the job's output within it, and the alias of its key."
  type = object({
    bucket_arn = string
    prefixes   = list(string)
    key_alias  = string
  })
  nullable = false

  validation {
    condition     = length(var.lake.prefixes) > 0 && alltrue([for prefix in var.lake.prefixes : can(regex("^[a-z0-9][a-z0-9/-]*[a-z0-9]$", prefix))]) && startswith(var.lake.key_alias, "alias/")
    error_message = "lake: expected prefixes such as payments, without a slash at either end, and alias/…."
  }
}

variable "snapshots" {
  description = "Days for which automatic snapshots are kept (restore points of a serverless warehouse are AWS's own: every half hour, for a day), and for which their copies in the second region are (null: no copies)."
  type = object({
    days      = optional(number, 7)
    copy_days = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for days in [var.snapshots.days, coalesce(var.snapshots.copy_days, 1)] : days >= 1 && days <= 35])
    error_message = "snapshots: expected 1 to 35 days."
  }
}

variable "copy_key_arn" {
  description = "Key of the second region that encrypts the copies; asked for with copies."
  type        = string
  default     = null
}

variable "final_snapshot" {
  description = "Whether a last snapshot is taken when the warehouse is destroyed; always in production."
  type        = bool
  default     = true
  nullable    = false
}

variable "hours" {
  description = "When a provisioned warehouse is paused and resumed, as cron(…) of EventBridge Scheduler and a time zone; null: never. The job's loads wait meanwhile."
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

  validation {
    condition     = var.hours == null || var.mode == "PROVISIONED"
    error_message = "hours: expected none for a serverless warehouse, which costs nothing while it is idle."
  }
}

variable "tables" {
  description = "Tables to be made before the job makes them: the statements, as `millrace ddl --dialect redshift` prints them, and the secret of the user that runs them; null: the job makes them."
  type = object({
    statements = list(string)
    secret_arn = string
  })
  default = null

  validation {
    condition     = var.tables == null ? true : alltrue([for sql in var.tables.statements : can(regex("^CREATE (TABLE IF NOT EXISTS|OR REPLACE VIEW) ", sql)) && !strcontains(sql, ";")])
    error_message = "tables.statements: expected CREATE TABLE IF NOT EXISTS and CREATE OR REPLACE VIEW alone, which can be run again, each a statement of its own."
  }
}
