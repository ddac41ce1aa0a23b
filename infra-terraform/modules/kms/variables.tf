variable "name" {
  description = "Prefix of the aliases, e.g. millrace-dev."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name: expected 2 to 31 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "account_id" {
  description = "The account that owns the keys."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "keys" {
  description = <<-EOT
    The keys by purpose: what they encrypt, and the AWS services that use them in their own name
    (not through a role or a user of ours), e.g. logs for CloudWatch Logs.
  EOT
  type = map(object({
    description = string
    services    = optional(list(string), [])
  }))
  nullable = false

  validation {
    condition     = length(var.keys) > 0
    error_message = "keys: expected at least one purpose, got none."
  }

  validation {
    condition     = alltrue([for purpose in keys(var.keys) : can(regex("^[a-z][a-z-]*$", purpose))])
    error_message = "keys: expected purposes of lower-case letters and hyphens, got ${join(", ", keys(var.keys))}."
  }

  validation {
    condition = alltrue(flatten([
      for key in values(var.keys) : [for service in key.services : can(regex("^[a-z0-9.-]+$", service)) && !endswith(service, ".amazonaws.com")]
    ]))
    error_message = "keys: expected services by the first part of their principal, e.g. logs for logs.amazonaws.com."
  }
}

variable "rotation_days" {
  description = "Days between two versions of a key's material."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.rotation_days >= 90 && var.rotation_days <= 2560 && floor(var.rotation_days) == var.rotation_days
    error_message = "rotation_days: expected a whole number from 90 to 2560, as KMS has it, got ${var.rotation_days}."
  }
}

variable "deletion_window_days" {
  description = "Days in which the deletion of a key can be taken back."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30
    error_message = "deletion_window_days: expected 7 to 30, got ${var.deletion_window_days}."
  }
}

variable "replicate" {
  description = "Whether each key has a replica in the second region."
  type        = bool
  nullable    = false
}
