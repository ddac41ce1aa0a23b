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
  description = "The account that is watched."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "key" {
  description = "Key that encrypts topics and logs: its ARN, and its alias, by which roles may use it. It must let CloudWatch and EventBridge use it."
  type        = object({ arn = string, alias = string })
  nullable    = false

  validation {
    condition     = startswith(var.key.alias, "alias/")
    error_message = "key.alias: expected alias/…, got '${var.key.alias}'."
  }
}

variable "log_retention_days" {
  description = "Days for which the logs of automatic responses are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days: expected a retention that CloudWatch Logs knows, e.g. 90, got ${var.log_retention_days}."
  }
}

variable "notify" {
  description = "Addresses that get mail: of what needs somebody now (urgent), and of everything (notices). Each has to confirm."
  type = object({
    urgent  = optional(set(string), [])
    notices = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for address in setunion(var.notify.urgent, var.notify.notices) : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", address))])
    error_message = "notify: expected mail addresses."
  }
}

variable "stream" {
  description = "The stream of events and that of dead letters by name, hours for which the former keeps records, and the most shards that it may get by itself (null: it does not grow by itself; an on-demand stream does without)."
  type = object({
    name            = string
    dead_letters    = string
    retention_hours = number
    most_shards     = optional(number)
  })
  nullable = false

  validation {
    condition     = var.stream.retention_hours >= 24 && coalesce(var.stream.most_shards, 2) >= 2
    error_message = "stream: expected retention_hours from 24 and most_shards from 2."
  }
}

variable "application" {
  description = "The Flink application: name, pipeline, log group, whether it always runs (else nobody is told that it stands still), and seconds between checkpoints."
  type = object({
    name               = string
    pipeline           = string
    log_group          = string
    always_running     = bool
    checkpoint_seconds = number
  })
  nullable = false

  validation {
    condition     = startswith(var.application.log_group, "/") && var.application.checkpoint_seconds > 0
    error_message = "application: expected the name of a log group, /…, and seconds above 0."
  }
}

variable "api" {
  description = "The ingestion API: name, stage, log group of its accesses, and whether, and at which host and path, it is asked from outside how it is."
  type = object({
    name      = string
    stage     = string
    log_group = string
    check     = optional(bool, false)
    host      = optional(string)
    path      = optional(string, "/v1/health")
  })
  nullable = false

  validation {
    condition     = startswith(var.api.log_group, "/") && startswith(var.api.path, "/")
    error_message = "api: expected the name of a log group and a path, /…."
  }
}

variable "endpoint" {
  description = "The model endpoint: its name and variants; null: none."
  type = object({
    name     = string
    variants = list(string)
  })
  default = null

  validation {
    condition     = var.endpoint == null ? true : length(var.endpoint.variants) > 0
    error_message = "endpoint.variants: expected at least one."
  }
}

variable "warehouse" {
  description = "The warehouse: its name, and PROVISIONED or SERVERLESS; null: none."
  type = object({
    name = string
    mode = string
  })
  default = null

  validation {
    condition     = var.warehouse == null ? true : contains(["PROVISIONED", "SERVERLESS"], var.warehouse.mode)
    error_message = "warehouse.mode: expected PROVISIONED or SERVERLESS."
  }
}

variable "replication" {
  description = "Buckets that are copied to the second region, by the name of their rule: source and destination."
  type        = map(object({ source = string, destination = string, rule = string }))
  default     = {}
  nullable    = false
}

variable "slo" {
  description = <<-EOT
    What is promised, over 30 days: percentage of requests that the API takes (availability) and of
    events that the model scores (scored); and seconds after which an event must have been read
    (freshness_seconds). Alarms ask how fast the budget of the two percentages burns.
  EOT
  type = object({
    availability      = optional(number, 99.9)
    scored            = optional(number, 99)
    freshness_seconds = optional(number, 300)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for percent in [var.slo.availability, var.slo.scored] : percent >= 90 && percent < 100])
    error_message = "slo: expected percentages from 90 to below 100, got ${var.slo.availability} and ${var.slo.scored}."
  }

  validation {
    condition     = var.slo.freshness_seconds >= 60
    error_message = "slo.freshness_seconds: expected at least 60, got ${var.slo.freshness_seconds}."
  }
}

variable "limits" {
  description = "Percentage of records that may be dead letters, and of events that may be quarantined, within an hour; minutes that the warehouse may lag behind."
  type = object({
    dead_letters      = optional(number, 1)
    quarantined       = optional(number, 5)
    warehouse_minutes = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.limits.dead_letters > 0 && var.limits.quarantined > 0 && var.limits.warehouse_minutes >= 5
    error_message = "limits: expected percentages above 0 and at least 5 minutes."
  }
}

variable "trace_percent" {
  description = "Percentage of the API's requests, beyond the first of each second, that X-Ray traces."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.trace_percent >= 0 && var.trace_percent <= 100
    error_message = "trace_percent: expected 0 to 100, got ${var.trace_percent}."
  }
}

variable "dashboards" {
  description = "Whether there are dashboards; each is paid for."
  type        = bool
  default     = true
  nullable    = false
}

variable "canary" {
  description = "A canary of Synthetics that asks the API's host from outside: every how many minutes, its runtime, the bucket that takes the access logs of its results, and whether those are deleted with it; null: none."
  type = object({
    access_logs   = string
    minutes       = optional(number, 5)
    runtime       = optional(string, "syn-nodejs-puppeteer-9.1")
    force_destroy = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.canary == null ? true : contains([2, 3, 4, 5, 10, 15, 30, 60], var.canary.minutes) && can(regex("^syn-nodejs-puppeteer-[0-9]+\\.[0-9]+$", var.canary.runtime))
    error_message = "canary: expected 2, 3, 4, 5, 10, 15, 30 or 60 minutes, and a runtime syn-nodejs-puppeteer-…, which the script is written for."
  }

  validation {
    condition     = var.canary == null ? true : var.api.host != null
    error_message = "canary: expected api.host beside it, which it asks."
  }
}
