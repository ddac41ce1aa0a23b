variable "name" {
  description = "Name of the endpoint, e.g. millrace-dev-payments-risk."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,34}[a-z0-9])$", var.name))
    error_message = "name: expected 2 to 36 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "account_id" {
  description = "The account of the endpoint."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "image" {
  description = "AWS's container that serves the models: repository and tag."
  type = object({
    repository = optional(string, "sagemaker-xgboost")
    tag        = optional(string, "1.7-1")
  })
  default  = {}
  nullable = false

  validation {
    condition     = startswith(var.image.repository, "sagemaker-") && var.image.tag != "latest"
    error_message = "image: expected a repository of AWS's, sagemaker-…, and a fixed tag, got '${var.image.repository}:${var.image.tag}'."
  }
}

variable "models" {
  description = "Where the models lie: ARN of the bucket, and the alias of its key."
  type = object({
    bucket_arn = string
    key_alias  = string
  })
  nullable = false

  validation {
    condition     = can(regex("^arn:[^:]+:s3:::[^/*]+$", var.models.bucket_arn)) && startswith(var.models.key_alias, "alias/")
    error_message = "models: expected the ARN of a bucket and alias/…, got '${var.models.bucket_arn}' and '${var.models.key_alias}'."
  }
}

variable "variants" {
  description = <<-EOT
    Who scores: key of a model.tar.gz in the bucket of the models and a hash of its content, share of
    the requests, instances (fewest and most; a variant with more than its fewest scales by
    requests), and their type. One variant or two; the endpoint is named in the pipeline.
  EOT
  type = map(object({
    model_key     = string
    content_hash  = string
    weight        = optional(number, 1)
    instance_type = optional(string, "ml.m5.large")
    instances     = optional(object({ min = number, max = number }), { min = 1, max = 1 })
  }))
  nullable = false

  validation {
    condition     = length(var.variants) >= 1 && length(var.variants) <= 2 && alltrue([for variant in keys(var.variants) : can(regex("^[a-z][a-z0-9-]{0,15}$", variant))])
    error_message = "variants: expected one or two, named by up to 16 lower-case letters, digits and hyphens, got ${join(", ", keys(var.variants))}."
  }

  validation {
    condition     = alltrue([for variant in values(var.variants) : endswith(variant.model_key, ".tar.gz") && can(regex("^[0-9a-f]{8,64}$", variant.content_hash))])
    error_message = "variants: expected the key of a .tar.gz and 8 to 64 hexadecimal digits of its hash."
  }

  validation {
    condition     = alltrue([for variant in values(var.variants) : variant.weight >= 0 && variant.instances.min >= 1 && variant.instances.max >= variant.instances.min])
    error_message = "variants: expected a weight from 0, at least one instance, and a most not below the fewest."
  }

  validation {
    condition     = alltrue([for variant in values(var.variants) : variant.instances.max == variant.instances.min || !startswith(variant.instance_type, "ml.t2.")])
    error_message = "variants: expected another type than ml.t2, which cannot scale."
  }
}

variable "shadow" {
  description = "A model that sees a share of the requests (percent) and answers nobody; null: none."
  type = object({
    model_key     = string
    content_hash  = string
    percent       = optional(number, 100)
    instance_type = optional(string, "ml.m5.large")
  })
  default = null

  validation {
    condition     = var.shadow == null ? true : endswith(var.shadow.model_key, ".tar.gz") && can(regex("^[0-9a-f]{8,64}$", var.shadow.content_hash)) && var.shadow.percent > 0 && var.shadow.percent <= 100
    error_message = "shadow: expected the key of a .tar.gz, 8 to 64 hexadecimal digits of its hash, and a percentage above 0."
  }

  validation {
    condition     = var.shadow == null || length(var.variants) == 1
    error_message = "shadow: expected one variant beside it, as SageMaker has it."
  }
}

variable "requests_per_instance" {
  description = "Requests a minute of one instance, above which a variant gets more."
  type        = number
  default     = 3000
  nullable    = false

  validation {
    condition     = var.requests_per_instance > 0
    error_message = "requests_per_instance: expected more than 0, got ${var.requests_per_instance}."
  }
}

variable "capture" {
  description = "Bucket and folder for captured requests and answers, and the percentage that is captured; null: none is. They hold what the events hold."
  type = object({
    bucket_arn = string
    prefix     = string
    percent    = optional(number, 5)
  })
  default = null

  validation {
    condition     = var.capture == null ? true : can(regex("^arn:[^:]+:s3:::[^/*]+$", var.capture.bucket_arn)) && can(regex("^[a-z0-9][a-z0-9/-]*[a-z0-9]$", var.capture.prefix)) && var.capture.percent >= 1 && var.capture.percent <= 100
    error_message = "capture: expected the ARN of a bucket, a prefix without a slash at either end, and 1 to 100 percent."
  }
}

variable "rollback" {
  description = "What takes a new deployment back: latency of the model in milliseconds (99th percentile), and server errors a minute."
  type = object({
    latency_ms = optional(number, 500)
    errors     = optional(number, 5)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.rollback.latency_ms > 0 && var.rollback.errors >= 1
    error_message = "rollback: expected a latency above 0 and at least one error, got ${var.rollback.latency_ms} and ${var.rollback.errors}."
  }
}

variable "alarm_actions" {
  description = "ARNs of the topics that are told of the alarms."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for action in var.alarm_actions : startswith(action, "arn:")])
    error_message = "alarm_actions: expected ARNs, got ${join(", ", var.alarm_actions)}."
  }
}

variable "key" {
  description = "Key of the instances' volumes and of what is captured: its ARN, and its alias, by which the role may use it."
  type        = object({ arn = string, alias = string })
  nullable    = false

  validation {
    condition     = startswith(var.key.alias, "alias/")
    error_message = "key.alias: expected alias/…, got '${var.key.alias}'."
  }
}

variable "log_key_arn" {
  description = "Key that encrypts the containers' logs."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which the containers' logs are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days: expected a retention that CloudWatch Logs knows, e.g. 90, got ${var.log_retention_days}."
  }
}

variable "hours" {
  description = "When the endpoint is deleted and made again, as cron(…) of EventBridge Scheduler and a time zone; null: it is always there. Events are written with the fallback meanwhile. Not with variants that scale, whose scaling would be gone."
  type = object({
    stop     = string
    start    = string
    timezone = optional(string, "UTC")
  })
  default = null

  validation {
    condition     = var.hours == null ? true : alltrue([for expression in [var.hours.stop, var.hours.start] : can(regex("^cron\\((\\S+ ){5}\\S+\\)$", expression))])
    error_message = "hours: expected cron(minutes hours day-of-month month day-of-week year), e.g. cron(0 20 ? * MON-FRI *)."
  }

  validation {
    condition     = var.hours == null || alltrue([for variant in values(var.variants) : variant.instances.max == variant.instances.min])
    error_message = "hours: expected none with variants that scale."
  }
}
