variable "name" {
  description = "Name of the bucket, unique in all of AWS."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "name: expected 3 to 63 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "encryption" {
  description = "Key that encrypts the objects; null: S3's own, only where AWS delivers nothing else, as for server access logs."
  type        = object({ kms_key_arn = string })
  default     = null
}

variable "access_logging" {
  description = "Bucket that takes the server access logs; null: none, only for the bucket of the logs itself."
  type        = object({ bucket = string })
  default     = null
}

variable "policy_documents" {
  description = "Further statements of the bucket policy, as JSON documents; TLS is always asked for."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for document in var.policy_documents : can(jsondecode(document).Statement)])
    error_message = "policy_documents: expected JSON policy documents with a Statement."
  }
}

variable "lifecycle_rules" {
  description = <<-EOT
    What becomes of the objects below a prefix (empty: of all) as they age: storage classes by days,
    and the day they expire on (null: never).
  EOT
  type = map(object({
    prefix          = optional(string, "")
    transitions     = optional(map(number), {})
    expiration_days = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue(flatten([
      for rule in values(var.lifecycle_rules) : [
        for class in keys(rule.transitions) :
        contains(["STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], class)
      ]
    ]))
    error_message = "lifecycle_rules: expected the storage classes STANDARD_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER or DEEP_ARCHIVE."
  }

  validation {
    condition = alltrue(flatten([
      for rule in values(var.lifecycle_rules) : [
        for days in values(rule.transitions) : rule.expiration_days == null ? true : days < rule.expiration_days
      ]
    ]))
    error_message = "lifecycle_rules: expected each transition before the expiration."
  }
}

variable "noncurrent_days" {
  description = "Days for which overwritten and deleted versions are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.noncurrent_days >= 1 && floor(var.noncurrent_days) == var.noncurrent_days
    error_message = "noncurrent_days: expected a whole number from 1, got ${var.noncurrent_days}."
  }
}

variable "object_lock" {
  description = "Days for which no version can be deleted, and whether by nobody (COMPLIANCE) or by nobody without a special right (GOVERNANCE); null: no lock. Can only be chosen when the bucket is made."
  type = object({
    mode = string
    days = number
  })
  default = null

  validation {
    condition     = var.object_lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock.mode) && var.object_lock.days >= 1
    error_message = "object_lock: expected the mode GOVERNANCE or COMPLIANCE and at least one day."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes what is in it; never in production."
  type        = bool
  default     = false
  nullable    = false
}
