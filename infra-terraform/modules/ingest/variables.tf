variable "name" {
  description = "Prefix of all names, e.g. millrace-dev."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name: expected 2 to 31 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "account_id" {
  description = "The account that owns stream and API."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "stream" {
  description = "Mode of the stream (ON_DEMAND, or PROVISIONED with a number of shards, each 1 MB/s or 1000 records/s in), and the hours for which it and the dead-letter stream keep records; dead_letter_shard: dead letters get one shard instead of a stream on demand, where they are few and it need not take a burst."
  type = object({
    mode              = optional(string, "ON_DEMAND")
    shards            = optional(number)
    retention_hours   = optional(number, 72)
    dead_letter_hours = optional(number, 168)
    dead_letter_shard = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["ON_DEMAND", "PROVISIONED"], var.stream.mode)
    error_message = "stream.mode: expected ON_DEMAND or PROVISIONED, got '${var.stream.mode}'."
  }

  validation {
    condition     = (var.stream.mode == "PROVISIONED") == (var.stream.shards != null)
    error_message = "stream.shards: expected with PROVISIONED, and only then."
  }

  validation {
    condition     = var.stream.shards == null ? true : var.stream.shards >= 1 && floor(var.stream.shards) == var.stream.shards
    error_message = "stream.shards: expected a whole number from 1."
  }

  validation {
    condition     = alltrue([for hours in [var.stream.retention_hours, var.stream.dead_letter_hours] : hours >= 24 && hours <= 8760])
    error_message = "stream: expected 24 to 8760 hours, got ${var.stream.retention_hours} and ${var.stream.dead_letter_hours}."
  }
}

variable "stream_key" {
  description = "Key of the streams: its ARN, and its alias, by which roles may use it."
  type        = object({ arn = string, alias = string })
  nullable    = false

  validation {
    condition     = startswith(var.stream_key.alias, "alias/")
    error_message = "stream_key.alias: expected alias/…, got '${var.stream_key.alias}'."
  }
}

variable "log_key_arn" {
  description = "Key that encrypts the logs."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which the logs of API and firewall are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days: expected a retention that CloudWatch Logs knows, e.g. 90, got ${var.log_retention_days}."
  }
}

variable "event" {
  description = "What a JSON event must look like at the door: the fields it must have, and the one by which it is spread over the shards. Everything else is the job's to judge."
  type = object({
    required_fields = optional(list(string), [])
    partition_field = string
  })
  nullable = false

  validation {
    condition     = alltrue([for field in concat(var.event.required_fields, [var.event.partition_field]) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", field))])
    error_message = "event: expected names of fields, of letters, digits and underscores."
  }
}

variable "clients" {
  description = "Who may send: a usage plan and a key for each client, with requests a second, burst, and requests a day (null: no quota)."
  type = map(object({
    rate  = optional(number, 500)
    burst = optional(number, 1000)
    quota = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for client in keys(var.clients) : can(regex("^[a-z][a-z0-9-]*$", client))])
    error_message = "clients: expected names of lower-case letters, digits and hyphens, got ${join(", ", keys(var.clients))}."
  }

  validation {
    condition     = alltrue([for client in values(var.clients) : client.rate > 0 && client.burst >= client.rate && (client.quota == null ? true : client.quota > 0)])
    error_message = "clients: expected a rate above 0, a burst not below it, and a quota above 0 or none."
  }
}

variable "throttle" {
  description = "Requests a second, and burst, of all clients together."
  type        = object({ rate = number, burst = number })
  default     = { rate = 2000, burst = 4000 }
  nullable    = false

  validation {
    condition     = var.throttle.rate > 0 && var.throttle.burst >= var.throttle.rate
    error_message = "throttle: expected a rate above 0 and a burst not below it, got ${var.throttle.rate} and ${var.throttle.burst}."
  }
}

variable "requests_per_address" {
  description = "Requests of one address in five minutes, above which the firewall blocks it."
  type        = number
  default     = 20000
  nullable    = false

  validation {
    condition     = var.requests_per_address >= 10 && var.requests_per_address <= 2000000000
    error_message = "requests_per_address: expected 10 to 2000000000, got ${var.requests_per_address}."
  }
}

variable "allowed_origins" {
  description = "The origin of the web client that may send from a browser, or * for all; empty: none. One, as the answer to a preflight without code is always the same."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.allowed_origins) <= 1 && alltrue([for origin in var.allowed_origins : origin == "*" || can(regex("^https://[a-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "allowed_origins: expected at most one origin, https://… or *, got ${join(", ", var.allowed_origins)}."
  }
}

variable "domain" {
  description = "Name of the API and the certificate for it, so that clients need not learn another address when a region fails; null: only AWS's own address."
  type        = object({ name = string, certificate_arn = string })
  default     = null

  validation {
    condition     = var.domain == null ? true : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.domain.name)) && can(regex("^arn:[^:]+:acm:", var.domain.certificate_arn))
    error_message = "domain: expected a domain name and the ARN of an ACM certificate."
  }
}

variable "iot_topic" {
  description = "MQTT topic filter of the devices' events; the second level is the device. Empty: no devices."
  type        = string
  default     = "millrace/+/events"
  nullable    = false

  validation {
    condition     = var.iot_topic == "" || can(regex("^[A-Za-z0-9_-]+/\\+(/[A-Za-z0-9_-]+)*$", var.iot_topic))
    error_message = "iot_topic: expected <prefix>/+/… with the device on the second level, got '${var.iot_topic}'."
  }
}

variable "account_logging" {
  description = "Whether to set the role by which API Gateway writes logs. It is one setting for the account and region: exactly one stack in it sets it."
  type        = bool
  default     = true
  nullable    = false
}
