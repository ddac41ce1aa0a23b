# Asked whenever Terraform plans or applies: what is wrong is a warning that ends nothing. `terraform plan
# -refresh-only` asks them of what is there, and changes nothing; see README.md, Status.

check "application_runs" {
  assert {
    condition     = module.stream_app.status == "RUNNING" || !var.app.started || var.app.hours != null
    error_message = "The application ${module.stream_app.name} is ${module.stream_app.status}, expected RUNNING; see docs/operations.md, Alarms, job-stopped. Terraform does not start one that was left stopped."
  }
}

check "standby_is_as_dr_mode_says" {
  assert {
    condition     = alltrue([for app in module.standby_stream_app : app.status == (local.running ? "RUNNING" : "READY")])
    error_message = "The standby's application is ${join("", module.standby_stream_app[*].status)}, expected ${local.running ? "RUNNING" : "READY"} with dr_mode ${var.dr_mode}; see docs/operations.md, Failing over."
  }
}

check "the_canary_asks" {
  assert {
    condition     = contains(["RUNNING", "none"], coalesce(module.observability.canary_status, "none"))
    error_message = "The canary is ${coalesce(module.observability.canary_status, "none")}, expected RUNNING: nobody asks the API from outside; start it with aws synthetics start-canary."
  }
}
