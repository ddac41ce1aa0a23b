variable "name" {
  description = "Prefix of the names, e.g. millrace-dev; a secret is <name>/<its key>."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name: expected 2 to 31 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "secrets" {
  description = "The secrets, with what each holds and the roles that may read it. Their values are set outside Terraform, so that they are in no state and no plan."
  type = map(object({
    description = string
    readers     = list(string)
  }))
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.secrets) : can(regex("^[a-z][a-z0-9-]*$", key))])
    error_message = "secrets: expected keys of lower-case letters, digits and hyphens, got ${join(", ", keys(var.secrets))}."
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : length(secret.readers) > 0 && alltrue([for reader in secret.readers : can(regex("^arn:[^:*]+:iam::[0-9]{12}:role/[^*]+$", reader))])])
    error_message = "secrets: expected the ARN of at least one role that reads each, without wildcards."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the values."
  type        = string
  nullable    = false
}

variable "replica" {
  description = "The second region and its key; null: the secrets are in one region only."
  type = object({
    region      = string
    kms_key_arn = string
  })
  default = null
}

variable "recovery_window_days" {
  description = "Days in which the deletion of a secret can be taken back."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_window_days >= 7 && var.recovery_window_days <= 30
    error_message = "recovery_window_days: expected 7 to 30, got ${var.recovery_window_days}."
  }
}
