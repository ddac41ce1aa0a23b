variable "name" {
  description = "Prefix of the names, e.g. millrace-prod; names of load balancers end at 32 characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "name: expected 2 to 20 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "account_id" {
  description = "The account of the service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}

variable "domain" {
  description = "The host name by which it is reached, a certificate of this region for it, and the hosted zone that its record is put into."
  type = object({
    name            = string
    certificate_arn = string
    zone_id         = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.domain.name)) && can(regex("^arn:[^:]+:acm:[^:]+:[0-9]{12}:certificate/.+$", var.domain.certificate_arn))
    error_message = "domain: expected a host name and the ARN of a certificate, got '${var.domain.name}' and '${var.domain.certificate_arn}'."
  }
}

variable "images" {
  description = "Images of Marquez's API and of its pages, each with a version or a digest."
  type = object({
    api = optional(string, "docker.io/marquezproject/marquez:0.50.0")
    web = optional(string, "docker.io/marquezproject/marquez-web:0.50.0")
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for image in values(var.images) : can(regex("^[a-z0-9./-]+(:[A-Za-z0-9._-]+|@sha256:[0-9a-f]{64})$", image)) && !endswith(image, ":latest")])
    error_message = "images: expected a version or a digest of each, and not latest, which is another image tomorrow."
  }
}

variable "size" {
  description = "Units of processor (1024: one) and mebibytes of a task, in a pair that Fargate has."
  type = object({
    cpu    = optional(number, 512)
    memory = optional(number, 2048)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.size.cpu) && var.size.memory >= var.size.cpu * 2 && var.size.memory <= var.size.cpu * 8 && var.size.memory % 1024 == 0
    error_message = "size: expected 256, 512, 1024, 2048 or 4096 units, and two to eight mebibytes for each in whole gibibytes, got ${var.size.cpu} and ${var.size.memory}."
  }
}

variable "tasks" {
  description = "Least and most tasks; more run when the processor of those is busy."
  type = object({
    min = optional(number, 1)
    max = optional(number, 3)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.tasks.min >= 1 && var.tasks.max >= var.tasks.min
    error_message = "tasks: expected at least one, and a most that is no less, got ${var.tasks.min} and ${var.tasks.max}."
  }
}

variable "database_units" {
  description = "Most capacity units of the database (2 GiB each); it pauses after an hour without questions."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.database_units >= 1 && var.database_units <= 128
    error_message = "database_units: expected 1 to 128, got ${var.database_units}."
  }
}

variable "backup_days" {
  description = "Days for which the database can be restored to any second."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days: expected 1 to 35, got ${var.backup_days}."
  }
}

variable "network" {
  description = "The network, its private and database subnets, the job's security group, and from which addresses (networks of ours or reached by VPN) lineage is looked at."
  type = object({
    vpc_id                = string
    subnet_ids            = list(string)
    database_subnet_ids   = list(string)
    job_security_group_id = string
    reader_cidrs          = optional(set(string), [])
  })
  nullable = false

  validation {
    condition     = length(var.network.subnet_ids) >= 2 && length(var.network.database_subnet_ids) >= 2
    error_message = "network: expected subnets in at least two zones, as load balancers and databases ask for."
  }

  validation {
    condition     = alltrue([for cidr in var.network.reader_cidrs : can(cidrhost(cidr, 0)) && try(tonumber(split("/", cidr)[1]), 0) >= 8])
    error_message = "network.reader_cidrs: expected networks such as 10.0.0.0/16, none larger than /8."
  }
}

variable "database_key_arn" {
  description = "Key that encrypts the database."
  type        = string
  nullable    = false
}

variable "secrets_key" {
  description = "Key that encrypts the database's password: its ARN, and its alias."
  type        = object({ arn = string, alias = string })
  nullable    = false

  validation {
    condition     = startswith(var.secrets_key.alias, "alias/")
    error_message = "secrets_key.alias: expected alias/…, got '${var.secrets_key.alias}'."
  }
}

variable "log_key_arn" {
  description = "Key that encrypts the logs."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which logs are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days: expected a retention that CloudWatch Logs knows, e.g. 90, got ${var.log_retention_days}."
  }
}

variable "alarm_actions" {
  description = "Topics that are told when no task is healthy, and when one is again."
  type        = list(string)
  nullable    = false
}

variable "protect" {
  description = "Whether balancer and database refuse to be deleted, and the database leaves a last snapshot: in production."
  type        = bool
  default     = true
  nullable    = false
}
