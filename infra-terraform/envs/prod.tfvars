# Three zones in each of two regions; the second takes over. The jar is that of a release: set e.g.
# TF_VAR_jar='{"key":"jars/flink-job.jar","version":"…"}'.
environment = "prod"
owner       = "millrace"
dr_mode     = "warm"

network = {
  nat                 = "per_zone"
  interface_endpoints = ["kinesis-streams", "logs", "monitoring", "sagemaker.runtime", "secretsmanager"]
}

stream = { mode = "ON_DEMAND", retention_hours = 168, dead_letter_hours = 336 }

ingest = {
  throttle = { rate = 10000, burst = 20000 }
  clients = {
    web     = { rate = 5000, burst = 10000 }
    partner = { rate = 1000, burst = 2000, quota = 50000000 }
  }
}

app = {
  parallelism         = 8
  parallelism_per_kpu = 1
  autoscaling         = true
}

observability = { notify = { urgent = ["millrace-on-call@example.com"], notices = ["millrace@example.com"] }, trace_percent = 5 }

security    = { trail_lock_days = 180, trail_keep_days = 730 }
cost        = { budget_usd = 7500, anomaly_usd = 100, account = true, activate_tags = true }
backup      = { days = { here = 35, copies = 90 }, lock = {} }
object_lock = { mode = "GOVERNANCE", days = 30 }
retention   = { infrequent_days = 30, archive_days = 180, side_days = 180, access_log_days = 400, log_days = 365 }

warehouse = {
  mode          = "PROVISIONED"
  provisioned   = { node_type = "ra3.xlplus", nodes = 2, multi_az = true }
  snapshot_days = 14
  copy_days     = 14
}

inference = {
  endpoint        = "payments-risk"
  capture_percent = 5
  variants = {
    champion   = { model = "../schemas/pipelines/payments/model/model.tar.gz", weight = 90, instances = { min = 2, max = 8 } }
    challenger = { model = "../schemas/pipelines/payments/model/model.tar.gz", weight = 10, instances = { min = 1, max = 2 } }
  }
}
