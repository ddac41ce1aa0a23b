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

variable "buckets" {
  description = "Buckets that are backed up, by ARN, and the alias of their key. They must be versioned."
  type = object({
    arns      = list(string)
    key_alias = string
  })
  nullable = false

  validation {
    condition     = length(var.buckets.arns) > 0 && alltrue([for arn in var.buckets.arns : can(regex("^arn:[^:]+:s3:::[^/*]+$", arn))]) && startswith(var.buckets.key_alias, "alias/")
    error_message = "buckets: expected ARNs of buckets and alias/…."
  }
}

variable "key" {
  description = "Key that encrypts the vault: its ARN, and its alias, by which the role may use it, in both regions."
  type        = object({ arn = string, alias = string })
  nullable    = false

  validation {
    condition     = startswith(var.key.alias, "alias/")
    error_message = "key.alias: expected alias/…, got '${var.key.alias}'."
  }
}

variable "copy" {
  description = "Whether each backup is copied to the second region, and the key of its vault there."
  type        = object({ key_arn = string })
  default     = null
}

variable "days" {
  description = "Days for which backups are kept, and their copies."
  type = object({
    here   = optional(number, 35)
    copies = optional(number, 35)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for days in values(var.days) : days >= 7 && floor(days) == days])
    error_message = "days: expected whole numbers from 7, got ${var.days.here} and ${var.days.copies}."
  }
}

variable "lock" {
  description = "Whether the vaults are locked: no backup is deleted before its time. grace_days: the days after which nobody, AWS included, can take the lock away (at least 3; null: somebody with the right can); null: no lock."
  type        = object({ grace_days = optional(number) })
  default     = null

  validation {
    condition     = try(var.lock.grace_days, null) == null ? true : var.lock.grace_days >= 3
    error_message = "lock.grace_days: expected at least 3, as AWS Backup has it."
  }
}

variable "schedule" {
  description = "When backups are made, as cron(…) of AWS Backup, in UTC."
  type        = string
  default     = "cron(0 2 * * ? *)"
  nullable    = false

  validation {
    condition     = can(regex("^cron\\((\\S+ ){5}\\S+\\)$", var.schedule))
    error_message = "schedule: expected cron(…), got '${var.schedule}'."
  }
}

variable "topic_arn" {
  description = "Topic that is told of backups and copies that failed; its policy must let EventBridge publish."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:sns:", var.topic_arn))
    error_message = "topic_arn: expected the ARN of an SNS topic, got '${var.topic_arn}'."
  }
}

variable "force_destroy" {
  description = "Whether destroying the vaults deletes the backups; never in production."
  type        = bool
  default     = false
  nullable    = false
}
