variable "name" {
  description = "Prefix of the names, e.g. millrace-dev; account and region are added to those of buckets, which are unique in all of AWS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,23}$", var.name))
    error_message = "name: expected 2 to 24 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "account_id" {
  description = "The account that owns the buckets."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "pipeline" {
  description = "Name of the pipeline; all that the job writes stands below it in the lake's bucket."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.pipeline))
    error_message = "pipeline: expected a pipeline's name of lower-case letters, digits and hyphens, got '${var.pipeline}'."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the lake and the code."
  type        = string
  nullable    = false
}

variable "kms_key_alias" {
  description = "Alias of that key and of its replica, by which the replication role may use them."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.kms_key_alias, "alias/")
    error_message = "kms_key_alias: expected alias/…, got '${var.kms_key_alias}'."
  }
}

variable "replica_kms_key_arn" {
  description = "The key's replica, which encrypts the copies; null: nothing is replicated."
  type        = string
  default     = null
}

variable "replicate" {
  description = "Whether lake and code are copied to the second region, within 15 minutes by S3's replication time control."
  type        = bool
  nullable    = false
}

variable "retention" {
  description = "Days after which rows of the lake move to infrequent access (at least 30) and to Glacier Instant Retrieval, and after which rows, dead letters and quarantined events, and access logs are deleted (null: rows are kept)."
  type = object({
    infrequent_days = optional(number, 30)
    archive_days    = optional(number, 180)
    rows_days       = optional(number)
    side_days       = optional(number, 90)
    logs_days       = optional(number, 365)
    noncurrent_days = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.retention.infrequent_days >= 30 && var.retention.archive_days >= var.retention.infrequent_days + 30
    error_message = "retention: expected infrequent_days from 30, and archive_days at least 30 later, as S3 asks for, got ${var.retention.infrequent_days} and ${var.retention.archive_days}."
  }

  validation {
    condition     = var.retention.rows_days == null ? true : var.retention.rows_days > var.retention.archive_days
    error_message = "retention: expected rows_days after archive_days, or null."
  }

  validation {
    condition     = var.retention.side_days >= 7 && var.retention.logs_days >= 30
    error_message = "retention: expected side_days from 7 and logs_days from 30, got ${var.retention.side_days} and ${var.retention.logs_days}; what is deleted sooner cannot be redriven or looked into."
  }
}

variable "object_lock" {
  description = "Mode (GOVERNANCE or COMPLIANCE) and days for which no version of the lake's objects can be deleted; null: no lock."
  type = object({
    mode = string
    days = number
  })
  default = null
}

variable "force_destroy" {
  description = "Whether destroying the buckets deletes what is in them; never in production."
  type        = bool
  default     = false
  nullable    = false
}
