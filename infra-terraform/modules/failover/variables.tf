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
  description = "The account."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "application" {
  description = "The application of this region, which takes over: its name, and whether it runs all the time (warm) or only when it has to (pilot light)."
  type = object({
    name    = string
    running = bool
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,35}$", var.application.name))
    error_message = "application.name: expected the name of an application, got '${var.application.name}'."
  }
}

variable "stream" {
  description = "The stream of this region, and the alias of its key."
  type        = object({ name = string, key_alias = string })
  nullable    = false

  validation {
    condition     = startswith(var.stream.key_alias, "alias/")
    error_message = "stream.key_alias: expected alias/…, got '${var.stream.key_alias}'."
  }
}

variable "freshness_seconds" {
  description = "How far behind the job may be, in seconds, for a failover to have succeeded."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.freshness_seconds >= 60
    error_message = "freshness_seconds: expected at least 60, got ${var.freshness_seconds}."
  }
}

variable "topic_arns" {
  description = "Topics of this region: urgent is told of failovers, notices of drills."
  type        = object({ urgent = string, notices = string })
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.topic_arns) : can(regex("^arn:[^:]+:sns:", arn))])
    error_message = "topic_arns: expected ARNs of SNS topics."
  }
}

variable "key" {
  description = "Key that encrypts the state machines, their logs and the topics: its ARN, and its alias, by which the role may use it."
  type        = object({ arn = string, alias = string })
  nullable    = false

  validation {
    condition     = startswith(var.key.alias, "alias/")
    error_message = "key.alias: expected alias/…, got '${var.key.alias}'."
  }
}

variable "log_retention_days" {
  description = "Days for which the logs of failovers and drills are kept."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days: expected a retention that CloudWatch Logs knows, e.g. 90, got ${var.log_retention_days}."
  }
}

variable "drill" {
  description = "When the drill runs, as cron(…) of EventBridge Scheduler in UTC; null: only when somebody starts it."
  type        = string
  default     = "cron(0 9 ? * 3#1 *)"

  validation {
    condition     = var.drill == null ? true : can(regex("^cron\\((\\S+ ){5}\\S+\\)$", var.drill))
    error_message = "drill: expected cron(minutes hours day-of-month month day-of-week year), e.g. cron(0 9 ? * 3#1 *), the first Tuesday."
  }
}

variable "dns" {
  description = "The name at which clients send events, its hosted zone, what it points to in each region (name and zone of the API's domain), and Route 53's health check of the first; null: clients are moved by hand."
  type = object({
    name            = string
    zone_id         = string
    health_check_id = string
    primary         = object({ name = string, zone_id = string })
    secondary       = object({ name = string, zone_id = string })
  })
  default = null

  validation {
    condition     = var.dns == null ? true : can(regex("^Z[A-Z0-9]+$", var.dns.zone_id))
    error_message = "dns.zone_id: expected the id of a hosted zone, Z…."
  }
}
