variable "name" {
  description = "Name of the role, unique in the account, e.g. millrace-dev-stream-app."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9+=,.@_-]{1,64}$", var.name))
    error_message = "name: expected 1 to 64 characters of A-Z a-z 0-9 + = , . @ _ -, got '${var.name}'."
  }
}

variable "description" {
  description = "What the role is for, in one sentence."
  type        = string
  nullable    = false

  validation {
    condition     = length(trimspace(var.description)) > 0
    error_message = "description: expected a sentence, got none; say what the role is for."
  }
}

variable "service" {
  description = "The AWS service that takes the role, e.g. kinesisanalytics.amazonaws.com."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9.-]+\\.amazonaws\\.com$", var.service))
    error_message = "service: expected a service principal such as scheduler.amazonaws.com, got '${var.service}'."
  }
}

variable "account_id" {
  description = "The account on whose behalf the service may take the role; keeps other accounts from using it through the service (confused deputy)."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "check_source_account" {
  description = "Whether the trust asks for aws:SourceAccount. Off only for services that do not send it, e.g. Redshift."
  type        = bool
  default     = true
  nullable    = false
}

variable "statements" {
  description = <<-EOT
    What the role may do, by statement id. An action or a resource with a `*` needs a `reason`; a `*`
    that ends the path of one named bucket, log group or similar is still named by its prefix and is
    told apart in the policy tests by the reason given here.
  EOT
  type = map(object({
    actions   = list(string)
    resources = list(string)
    reason    = optional(string)
    conditions = optional(list(object({
      test     = string
      variable = string
      values   = list(string)
    })), [])
  }))
  nullable = false

  validation {
    condition     = length(var.statements) > 0
    error_message = "statements: expected at least one, got none; a role that may do nothing is not needed."
  }

  validation {
    condition     = alltrue([for id in keys(var.statements) : can(regex("^[A-Za-z0-9]+$", id))])
    error_message = "statements: expected ids of letters and digits, as IAM asks for, got ${join(", ", keys(var.statements))}."
  }

  validation {
    condition = alltrue([
      for statement in values(var.statements) :
      length(statement.actions) > 0 && length(statement.resources) > 0
    ])
    error_message = "statements: expected actions and resources in each, got an empty list."
  }

  validation {
    condition = alltrue([
      for statement in values(var.statements) :
      length(trimspace(coalesce(statement.reason, " "))) > 0
      if anytrue([for value in concat(statement.actions, statement.resources) : strcontains(value, "*")])
    ])
    error_message = "statements: expected a reason beside each wildcard, got none in ${join(", ", [for id, statement in var.statements : id if anytrue([for value in concat(statement.actions, statement.resources) : strcontains(value, "*")]) && statement.reason == null])}; name the resources, or write the reason."
  }

  validation {
    condition = alltrue([
      for statement in values(var.statements) :
      !anytrue([for action in statement.actions : action == "*" || endswith(action, ":*")])
    ])
    error_message = "statements: expected named actions, got all actions of a service; list those that the function needs."
  }
}
