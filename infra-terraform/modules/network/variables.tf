variable "name" {
  description = "Prefix of all names, e.g. millrace-dev."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name: expected 2 to 31 lower-case letters, digits and hyphens, got '${var.name}'."
  }
}

variable "cidr" {
  description = "Addresses of the network; each subnet gets a sixteenth."
  type        = string
  nullable    = false

  validation {
    condition     = try(cidrhost(var.cidr, 0) == split("/", var.cidr)[0] && tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 22, false)
    error_message = "cidr: expected the first address and a length from /16 to /22, e.g. 10.20.0.0/16, got '${var.cidr}'."
  }
}

variable "zones" {
  description = "The three availability zones; the managed service spreads its workers over them, and RA3 relocates between them."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(distinct(var.zones)) == 3 && length(var.zones) == 3
    error_message = "zones: expected three different zones, got ${join(", ", var.zones)}."
  }
}

variable "nat" {
  description = "NAT gateways: per_zone (the loss of a zone stops no other), one (cheaper), or none (endpoints only)."
  type        = string
  default     = "per_zone"
  nullable    = false

  validation {
    condition     = contains(["per_zone", "one", "none"], var.nat)
    error_message = "nat: expected per_zone, one or none, got '${var.nat}'."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached through an endpoint in the private subnets instead of the NAT gateway, e.g. kinesis-streams. Each costs by the hour and zone."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.interface_endpoints : can(regex("^[a-z0-9.-]+$", service))])
    error_message = "interface_endpoints: expected the last part of service names, e.g. kinesis-streams, got ${join(", ", var.interface_endpoints)}."
  }

  validation {
    condition = var.nat != "none" || length(setsubtract(
      ["kinesis-streams", "logs", "monitoring", "sagemaker.runtime", "secretsmanager"],
      var.interface_endpoints
    )) == 0
    error_message = "interface_endpoints: without NAT the job needs kinesis-streams, logs, monitoring, sagemaker.runtime and secretsmanager; add ${join(", ", setsubtract(["kinesis-streams", "logs", "monitoring", "sagemaker.runtime", "secretsmanager"], var.interface_endpoints))}."
  }
}

variable "warehouse_port" {
  description = "Port on which the warehouse listens."
  type        = number
  default     = 5439
  nullable    = false

  validation {
    condition     = (var.warehouse_port >= 5431 && var.warehouse_port <= 5455) || (var.warehouse_port >= 8191 && var.warehouse_port <= 8215)
    error_message = "warehouse_port: expected 5431 to 5455 or 8191 to 8215, as Redshift has it, got ${var.warehouse_port}."
  }
}

variable "log_retention_days" {
  description = "Days for which flow logs are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days: expected a retention that CloudWatch Logs knows, e.g. 90, got ${var.log_retention_days}."
  }
}

variable "log_key_arn" {
  description = "Key that encrypts the flow logs."
  type        = string
  nullable    = false
}

variable "account_id" {
  description = "The account of the network."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'."
  }
}
