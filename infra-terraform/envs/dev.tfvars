# One region, one NAT gateway, and nothing running at night.
environment = "dev"
owner       = "millrace"
dr_mode     = "none"

network = { nat = "one" }
stream  = { mode = "PROVISIONED", shards = 1, retention_hours = 24, dead_letter_hours = 24, dead_letter_shard = true }
ingest  = { clients = { developer = { rate = 50, burst = 100, quota = 1000000 } } }
jar     = { path = "../flink-job/target/flink-job-0.1.0-SNAPSHOT.jar" }

app = {
  parallelism         = 1
  parallelism_per_kpu = 1
  hours               = { stop = "cron(0 17 ? * MON-FRI *)", start = "cron(0 9 ? * MON-FRI *)", timezone = "Europe/Berlin" }
}

cost          = { budget_usd = 250 }
observability = { most_shards = 4, dashboards = false }

retention = { side_days = 30, access_log_days = 90, noncurrent_days = 7, log_days = 14 }

warehouse = {
  mode        = "PROVISIONED"
  provisioned = { node_type = "ra3.large", nodes = 1 }
  hours       = { stop = "cron(0 16 ? * MON-FRI *)", start = "cron(0 9 ? * MON-FRI *)", timezone = "Europe/Berlin" }
}

inference = {
  endpoint = "payments-risk"
  variants = {
    champion = { model = "../schemas/pipelines/payments/model/model.tar.gz", instance_type = "ml.t2.medium" }
  }
  hours = { stop = "cron(0 17 ? * MON-FRI *)", start = "cron(0 9 ? * MON-FRI *)", timezone = "Europe/Berlin" }
}
