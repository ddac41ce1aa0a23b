variable "name" {
  description = "Prefix of the names, e.g. millrace-prod."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,23}$", var.name))
    error_message = "name: expected 2 to 24 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "account_id" {
  description = "The account of the pages."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "readers" {
  description = "Who may read the pages: the public half of an RSA key of 2048 bits in PEM, by name. A page is asked for with a signature that the private half made."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.readers) >= 1 && length(var.readers) <= 5
    error_message = "readers: expected 1 to 5, which is what a key group of CloudFront takes, got ${length(var.readers)}."
  }

  validation {
    condition     = alltrue([for name, key in var.readers : can(regex("^[a-z][a-z0-9-]*$", name)) && can(regex("^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+-----END PUBLIC KEY-----\n?$", key))])
    error_message = "readers: expected names of lower-case letters, digits and hyphens, and public keys in PEM, e.g. of: openssl rsa -in reader.pem -pubout."
  }
}

variable "domain" {
  description = "Name of the pages, its certificate (of us-east-1, as CloudFront asks for) and its hosted zone (null: its records are made elsewhere); null: the name that CloudFront gives."
  type = object({
    name            = string
    certificate_arn = string
    zone_id         = optional(string)
  })
  default = null

  validation {
    condition     = var.domain == null ? true : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.domain.name)) && can(regex("^arn:[^:]+:acm:us-east-1:[0-9]{12}:certificate/.+$", var.domain.certificate_arn))
    error_message = "domain: expected a host name, and the ARN of a certificate in us-east-1."
  }
}

variable "page_days" {
  description = "Days after which a page is deleted."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.page_days >= 1 && floor(var.page_days) == var.page_days
    error_message = "page_days: expected a whole number from 1, got ${var.page_days}."
  }
}

variable "key_arn" {
  description = "Key that encrypts the pages; its policy must let CloudFront decrypt."
  type        = string
  nullable    = false
}

variable "log_key_arn" {
  description = "Key that encrypts the logs; its policy must let delivery.logs use it."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which it is kept who read what."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 1 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "log_retention_days: expected a whole number from 1, got ${var.log_retention_days}."
  }
}

variable "access_logs" {
  description = "Bucket that takes the access logs of the two buckets."
  type        = string
  nullable    = false
}

variable "force_destroy" {
  description = "Whether destroying deletes what is in the buckets; never in production."
  type        = bool
  default     = false
  nullable    = false
}
