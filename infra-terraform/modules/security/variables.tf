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

variable "key_arn" {
  description = "Key that encrypts the trail and the records of AWS Config. It must let cloudtrail and config use it."
  type        = string
  nullable    = false
}

variable "access_logs" {
  description = "Bucket that takes the access logs of the buckets of trail and configuration."
  type        = string
  nullable    = false
}

variable "topic_arn" {
  description = "Topic that is told of findings of high severity; its policy must let EventBridge publish."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:sns:", var.topic_arn))
    error_message = "topic_arn: expected the ARN of an SNS topic, got '${var.topic_arn}'."
  }
}

variable "trail" {
  description = "The trail of this account's calls, in all regions: days for which nobody can delete it, days for which it is kept, and the buckets of whose objects every change is recorded, by ARN; null: none, e.g. in the second region, whose calls the first one's trail has."
  type = object({
    lock_days   = optional(number, 90)
    keep_days   = optional(number, 400)
    bucket_arns = optional(list(string), [])
  })
  default = null

  validation {
    condition     = var.trail == null ? true : var.trail.lock_days >= 1 && var.trail.keep_days >= var.trail.lock_days
    error_message = "trail: expected lock_days from 1 and keep_days not below them."
  }

  validation {
    condition     = var.trail == null ? true : alltrue([for arn in var.trail.bucket_arns : can(regex("^arn:[^:]+:s3:::[^/*]+$", arn))])
    error_message = "trail.bucket_arns: expected ARNs of buckets."
  }
}

variable "tags" {
  description = "Tags that everything must have; AWS Config tells what has not."
  type        = list(string)
  default     = ["Project", "Environment", "Owner"]
  nullable    = false

  validation {
    condition     = length(var.tags) >= 1 && length(var.tags) <= 6
    error_message = "tags: expected one to six, as the rule has it, got ${length(var.tags)}."
  }
}

variable "global" {
  description = "Whether this region watches what belongs to no region (IAM) and sets what belongs to the account; true in one region only."
  type        = bool
  default     = true
  nullable    = false
}

variable "force_destroy" {
  description = "Whether destroying the buckets deletes what is in them; never in production."
  type        = bool
  default     = false
  nullable    = false
}
