variable "environment" {
  description = "dev, staging or prod. Production is protected from deletion, and nothing in it is stopped at night."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment: expected dev, staging or prod, got '${var.environment}'."
  }
}

variable "project" {
  description = "First part of every name, so that several platforms fit into one account."
  type        = string
  default     = "millrace"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,13}$", var.project))
    error_message = "project: expected 2 to 14 lower-case letters and digits, got '${var.project}'."
  }
}

variable "owner" {
  description = "Team that answers for the platform; a tag on everything, by which cost is told apart."
  type        = string
  nullable    = false

  validation {
    condition     = length(trimspace(var.owner)) > 0
    error_message = "owner: expected a team's name or address, got none."
  }
}

variable "account_id" {
  description = "The AWS account. Terraform refuses to run against another."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id: expected 12 digits, got '${var.account_id}'; set it e.g. as TF_VAR_account_id."
  }
}

variable "region" {
  description = "The region in which the platform runs."
  type        = string
  default     = "eu-west-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region: expected a region such as eu-west-1, got '${var.region}'."
  }
}

variable "secondary_region" {
  description = "The region that takes over; what stands there follows dr_mode."
  type        = string
  default     = "eu-central-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.secondary_region)) && var.secondary_region != var.region
    error_message = "secondary_region: expected another region than '${var.region}', got '${var.secondary_region}'."
  }
}

variable "zones" {
  description = "Letters of the three availability zones, in each region."
  type = object({
    primary   = optional(list(string), ["a", "b", "c"])
    secondary = optional(list(string), ["a", "b", "c"])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for letters in [var.zones.primary, var.zones.secondary] : length(letters) == 3 && length(distinct(letters)) == 3 && alltrue([for letter in letters : can(regex("^[a-z]$", letter))])])
    error_message = "zones: expected three different letters for each region."
  }
}

variable "dr_mode" {
  description = <<-EOT
    What stands in the second region: none; backup (copies of data and keys); pilot_light (also the
    network, the ingestion and the application, stopped); warm (the same, running).
  EOT
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["none", "backup", "pilot_light", "warm"], var.dr_mode)
    error_message = "dr_mode: expected none, backup, pilot_light or warm, got '${var.dr_mode}'."
  }
}

variable "network" {
  description = "Addresses of the two networks, NAT gateways (per_zone, one, none) and interface endpoints."
  type = object({
    cidr                = optional(string, "10.20.0.0/16")
    secondary_cidr      = optional(string, "10.21.0.0/16")
    nat                 = optional(string, "per_zone")
    interface_endpoints = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.network.cidr != var.network.secondary_cidr
    error_message = "network: expected two different networks, got '${var.network.cidr}' twice; they could never be peered."
  }
}

variable "pipeline" {
  description = "The pipeline that the job runs: its name, the folder of its files (null: the pipeline of this name that is built into the jar), a file of rules in the bucket of the code that may change while it runs (null: none), and who takes the spans of events that it traces (xray, a URL of OTLP; null: nobody), see modules/stream-app."
  type = object({
    name   = string
    folder = optional(string)
    rules  = optional(string)
    traces = optional(string)
  })
  default  = { name = "payments" }
  nullable = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*$", var.pipeline.name))
    error_message = "pipeline: expected a name of lower-case letters, digits and hyphens, got '${var.pipeline.name}'."
  }
}

variable "retention" {
  description = "Days after which lake rows move and are deleted, see modules/lake, and for which logs are kept."
  type = object({
    infrequent_days = optional(number, 30)
    archive_days    = optional(number, 180)
    rows_days       = optional(number)
    side_days       = optional(number, 90)
    access_log_days = optional(number, 365)
    noncurrent_days = optional(number, 30)
    log_days        = optional(number, 90)
  })
  default  = {}
  nullable = false
}

variable "object_lock" {
  description = "Mode (GOVERNANCE or COMPLIANCE) and days for which no version of the lake's objects can be deleted; null: no lock."
  type = object({
    mode = string
    days = number
  })
  default = null
}

variable "stream" {
  description = "Mode, shards and retention of the stream, see modules/ingest."
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
    condition     = var.dr_mode == "none" || var.stream.retention_hours >= 48
    error_message = "stream.retention_hours: expected at least 48 with a second region, so that a weekend's failover can still read the stream on; got ${var.stream.retention_hours}."
  }
}

variable "ingest" {
  description = "The door: what a JSON event must have, who may send, limits, the web client's origin, the API's domain, its certificate in each region and its hosted zone (null: its records are made elsewhere), and the devices' topic; see modules/ingest."
  type = object({
    event = optional(object({
      required_fields = optional(list(string), [])
      partition_field = string
    }), { required_fields = ["event_id", "event_type", "event_time"], partition_field = "customer_id" })
    clients = optional(map(object({
      rate  = optional(number, 500)
      burst = optional(number, 1000)
      quota = optional(number)
    })), {})
    throttle             = optional(object({ rate = number, burst = number }), { rate = 2000, burst = 4000 })
    requests_per_address = optional(number, 20000)
    allowed_origins      = optional(list(string), [])
    domain = optional(object({
      name                      = string
      certificate_arn           = string
      secondary_certificate_arn = optional(string)
      zone_id                   = optional(string)
    }))
    iot_topic       = optional(string, "millrace/+/events")
    account_logging = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.ingest.domain == null || !contains(["pilot_light", "warm"], var.dr_mode) ? true : var.ingest.domain.secondary_certificate_arn != null
    error_message = "ingest.domain: expected secondary_certificate_arn too, as dr_mode is ${var.dr_mode}; a certificate belongs to one region."
  }
}

variable "jar" {
  description = "The job's jar: a file of this machine, which is uploaded; or key and version of an object that a release has put into the bucket of the code."
  type = object({
    path    = optional(string)
    key     = optional(string)
    version = optional(string)
  })
  nullable = false

  validation {
    condition     = (var.jar.path != null) != (var.jar.key != null && var.jar.version != null)
    error_message = "jar: expected either a path, or a key and a version."
  }

  validation {
    condition     = var.jar.path == null ? true : fileexists(var.jar.path)
    error_message = "jar.path: expected a file, found none; build it with mvn package."
  }
}

variable "app" {
  description = "The application: capacity, seconds between checkpoints, whether it runs, log level, and the hours it is stopped at (never in production); see modules/stream-app."
  type = object({
    parallelism         = optional(number, 2)
    parallelism_per_kpu = optional(number, 1)
    autoscaling         = optional(bool, false)
    checkpoint_seconds  = optional(number, 60)
    started             = optional(bool, true)
    log_level           = optional(string, "INFO")
    hours = optional(object({
      stop     = string
      start    = string
      timezone = optional(string, "UTC")
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.environment != "prod" || var.app.hours == null
    error_message = "app.hours: expected none in prod, which is never stopped by a schedule."
  }
}

variable "warehouse" {
  description = "The warehouse: PROVISIONED or SERVERLESS and their sizes, the file of its tables (null: the job makes them; see README.md), days of snapshots and of their copies in the second region, and the hours a provisioned one is paused at (never in production), see modules/warehouse; null: none."
  type = object({
    mode = string
    provisioned = optional(object({
      node_type = optional(string, "ra3.large")
      nodes     = optional(number, 1)
      multi_az  = optional(bool, false)
    }), {})
    serverless = optional(object({
      base_capacity = optional(number, 8)
      max_capacity  = optional(number, 64)
      daily_hours   = optional(number, 200)
    }), {})
    database      = optional(string, "millrace")
    tables        = optional(string)
    snapshot_days = optional(number, 7)
    copy_days     = optional(number, 7)
    hours = optional(object({
      stop     = string
      start    = string
      timezone = optional(string, "UTC")
    }))
  })
  default = null

  validation {
    condition     = var.environment != "prod" || one(var.warehouse[*].hours) == null
    error_message = "warehouse.hours: expected none in prod, which is never paused by a schedule."
  }
}

variable "inference" {
  description = "The model endpoint: its name (that of the pipeline's file, which the stack's name comes before), its variants and shadow with their model.tar.gz on this machine, the percentage of requests that is captured (0: none), and the hours it is deleted at (never in production); see modules/inference; null: none, and the job writes the fallback."
  type = object({
    endpoint = string
    variants = map(object({
      model         = string
      weight        = optional(number, 1)
      instance_type = optional(string, "ml.m5.large")
      instances     = optional(object({ min = number, max = number }), { min = 1, max = 1 })
    }))
    shadow = optional(object({
      model         = string
      percent       = optional(number, 100)
      instance_type = optional(string, "ml.m5.large")
    }))
    capture_percent = optional(number, 0)
    hours = optional(object({
      stop     = string
      start    = string
      timezone = optional(string, "UTC")
    }))
  })
  default = null

  validation {
    condition     = var.environment != "prod" || one(var.inference[*].hours) == null
    error_message = "inference.hours: expected none in prod, which is never stopped by a schedule."
  }

  validation {
    condition     = var.inference == null ? true : alltrue([for model in concat(values(var.inference.variants), var.inference.shadow[*]) : fileexists(model.model)])
    error_message = "inference: expected a model.tar.gz of this machine in each variant, found none."
  }

  validation {
    condition     = var.inference == null ? true : var.inference.capture_percent >= 0 && var.inference.capture_percent <= 100
    error_message = "inference.capture_percent: expected 0 to 100."
  }
}

variable "catalog" {
  description = "The lake as tables: the file that describes what the job writes, generated from the pipeline (see modules/catalog), day of the first partition, gibibytes that one query may read, days for which results are kept, and who sees a QuickSight dashboard of it (null: there is none); null: no tables."
  type = object({
    definition     = optional(string, "catalog/payments.json")
    first_day      = optional(string, "2026-01-01")
    scan_limit_gib = optional(number, 100)
    result_days    = optional(number, 14)
    quicksight     = optional(object({ principal_arn = string }))
  })
  default = {}

  validation {
    condition     = var.catalog == null ? true : try(jsondecode(file("${path.root}/${var.catalog.definition}")).pipeline, null) == var.pipeline.name
    error_message = "catalog.definition: expected a file, below the root of the stack, that describes the pipeline ${var.pipeline.name}; generate it from the pipeline's folder."
  }
}

variable "observability" {
  description = "Who gets mail (urgent, notices), what is promised, limits, percentage of requests that are traced, most shards that a provisioned stream may get by itself, whether Route 53 and a canary of Synthetics ask the API from outside (null: not in dev), and whether there are dashboards; see modules/observability."
  type = object({
    notify = optional(object({
      urgent  = optional(set(string), [])
      notices = optional(set(string), [])
    }), {})
    slo = optional(object({
      availability      = optional(number, 99.9)
      scored            = optional(number, 99)
      freshness_seconds = optional(number, 300)
    }), {})
    limits = optional(object({
      dead_letters      = optional(number, 1)
      quarantined       = optional(number, 5)
      warehouse_minutes = optional(number, 30)
    }), {})
    trace_percent = optional(number, 1)
    most_shards   = optional(number)
    health_check  = optional(bool)
    canary        = optional(bool)
    dashboards    = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.environment != "prod" || length(var.observability.notify.urgent) > 0
    error_message = "observability.notify.urgent: expected an address in prod, so that somebody hears of what is urgent."
  }
}

variable "security" {
  description = "Sets up what watches the account (GuardDuty, Security Hub, Access Analyzer, Config, the trail with days that it is locked and kept for); null: another stack of the account, or its organization, does."
  type = object({
    trail_lock_days = optional(number, 90)
    trail_keep_days = optional(number, 400)
  })
  default = null
}

variable "cost" {
  description = "What the stack may cost in a month and what a day may cost more than expected, in US dollars, before it is told; whether this stack sets up what belongs to the account (cost and usage report, Compute Optimizer), and activates the tags for allocation (a day after their first use); null: nothing is told."
  type = object({
    budget_usd    = number
    anomaly_usd   = optional(number, 20)
    account       = optional(bool, false)
    activate_tags = optional(bool, false)
  })
  default = null

  validation {
    condition     = try(!var.cost.activate_tags || var.cost.account, true)
    error_message = "cost.activate_tags: expected account too, as tags are activated for an account."
  }
}

variable "backup" {
  description = "Daily backups of the code's bucket, and of the lake's (lake: which is replicated anyway, and large), days for which they and their copies are kept, and the lock of the vaults; see modules/backup; null: none."
  type = object({
    lake = optional(bool, false)
    days = optional(object({
      here   = optional(number, 35)
      copies = optional(number, 35)
    }), {})
    lock = optional(object({ grace_days = optional(number) }))
  })
  default = null

  validation {
    condition     = var.environment != "prod" || try(var.backup.lock, null) != null
    error_message = "backup: expected backups with a lock in prod."
  }
}

variable "drill" {
  description = "When the failover is drilled, as cron(…) of EventBridge Scheduler in UTC, from dr_mode pilot_light on; null: only when somebody starts it."
  type        = string
  default     = "cron(0 9 ? * 3#1 *)"
}

variable "edge" {
  description = "Report and lineage pages behind CloudFront: who may read them (files of public keys in PEM, by name), their domain (null: CloudFront's own) and days after which a page is deleted; see modules/edge; null: no pages."
  type = object({
    readers = map(string)
    domain = optional(object({
      name            = string
      certificate_arn = string
      zone_id         = optional(string)
    }))
    page_days = optional(number, 365)
  })
  default = null

  validation {
    condition     = var.edge == null ? true : alltrue([for path in values(var.edge.readers) : fileexists(path)])
    error_message = "edge.readers: expected files of public keys in PEM, found none at one of the paths; make one with: openssl genrsa -out reader.key 2048; openssl rsa -in reader.key -pubout -out reader.pem."
  }
}

variable "lineage" {
  description = "Marquez, an OpenLineage server, which the job then sends its lineage to: its domain, who looks at it, its images, how many tasks and how much of a database; see modules/lineage; null: lineage goes to files in the lake."
  type = object({
    domain = object({
      name            = string
      certificate_arn = string
      zone_id         = string
    })
    reader_cidrs = optional(set(string), [])
    images = optional(object({
      api = optional(string)
      web = optional(string)
    }), {})
    tasks = optional(object({
      min = optional(number)
      max = optional(number)
    }), {})
    database_units = optional(number, 2)
  })
  default = null

  validation {
    condition     = var.lineage == null || var.network.nat != "none"
    error_message = "lineage: expected network.nat to be one or per_zone, as the images come from outside."
  }
}
