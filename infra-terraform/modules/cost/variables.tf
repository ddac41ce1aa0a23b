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

variable "budget_usd" {
  description = "What the stack may cost in a month, in US dollars. Mail goes out at 80 %, and as soon as the forecast is above it."
  type        = number
  nullable    = false

  validation {
    condition     = var.budget_usd > 0
    error_message = "budget_usd: expected more than 0, got ${var.budget_usd}."
  }
}

variable "tag" {
  description = "Tag by which the stack's cost is told apart, and its value."
  type        = object({ key = string, value = string })
  nullable    = false

  validation {
    condition     = length(var.tag.key) > 0 && length(var.tag.value) > 0
    error_message = "tag: expected key and value."
  }
}

variable "topic_arn" {
  description = "Topic that is told; its policy must let budgets and costalerts publish, and its key let them use it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[^:]+:sns:", var.topic_arn))
    error_message = "topic_arn: expected the ARN of an SNS topic, got '${var.topic_arn}'."
  }
}

variable "anomaly_usd" {
  description = "What a day has to cost more than expected, in US dollars, before it is told."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.anomaly_usd > 0
    error_message = "anomaly_usd: expected more than 0, got ${var.anomaly_usd}."
  }
}

variable "account" {
  description = "What belongs to the account and not to the stack, and which one stack of it sets: the cost and usage report (into a bucket of its own), the activation of the tags for allocation (names; AWS knows a tag a day after its first use), and Compute Optimizer; null: nothing."
  type = object({
    report        = optional(bool, true)
    report_days   = optional(number, 400)
    activate_tags = optional(set(string), [])
    optimize      = optional(bool, true)
    access_logs   = string
  })
  default = null

  validation {
    condition     = var.account == null ? true : var.account.report_days >= 31
    error_message = "account.report_days: expected at least 31."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes the reports; never in production."
  type        = bool
  default     = false
  nullable    = false
}
