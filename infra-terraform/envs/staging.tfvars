# Like production in what there is, smaller in how much; the second region holds copies.
environment = "staging"
owner       = "millrace"
dr_mode     = "backup"

network = { nat = "one" }
stream  = { mode = "ON_DEMAND", retention_hours = 72 }
ingest  = { clients = { load-test = { rate = 2000, burst = 4000 } } }
jar     = { path = "../flink-job/target/flink-job-0.1.0-SNAPSHOT.jar" }

app = {
  parallelism         = 2
  parallelism_per_kpu = 1
  hours               = { stop = "cron(0 20 ? * MON-FRI *)", start = "cron(0 6 ? * MON-FRI *)", timezone = "Europe/Berlin" }
}

cost      = { budget_usd = 1500 }
backup    = {}
retention = { side_days = 30, access_log_days = 180, log_days = 30 }

warehouse = {
  mode       = "SERVERLESS"
  serverless = { base_capacity = 8, max_capacity = 32, daily_hours = 50 }
}

inference = {
  endpoint = "payments-risk"
  variants = {
    champion   = { model = "../schemas/pipelines/payments/model/model.tar.gz", weight = 90 }
    challenger = { model = "../schemas/pipelines/payments/model/model.tar.gz", weight = 10 }
  }
}
