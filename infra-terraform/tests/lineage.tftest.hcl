# The real provider, offline: plans only, with keys that are none.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name             = "millrace-test"
  account_id       = "111122223333"
  domain           = { name = "lineage.example.com", certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1", zone_id = "Z0123456789" }
  database_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
  secrets_key      = { arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-2", alias = "alias/millrace-test-secrets" }
  log_key_arn      = "arn:aws:kms:eu-west-1:111122223333:key/mrk-3"
  alarm_actions    = ["arn:aws:sns:eu-west-1:111122223333:millrace-test-notices"]

  network = {
    vpc_id                = "vpc-1"
    subnet_ids            = ["subnet-1", "subnet-2", "subnet-3"]
    database_subnet_ids   = ["subnet-4", "subnet-5", "subnet-6"]
    job_security_group_id = "sg-1"
    reader_cidrs          = ["10.0.0.0/16"]
  }
}

run "marquez_behind_a_balancer" {
  command = plan
  module {
    source = "./modules/lineage"
  }

  assert {
    condition = (
      aws_lb.this.internal && aws_lb_listener.https.protocol == "HTTPS" && aws_lb_listener.https.port == 443 &&
      aws_lb_target_group.this["api"].health_check[0].path == "/healthcheck" && aws_lb_target_group.this["api"].health_check[0].port == "5001" &&
      aws_lb_target_group.this["web"].health_check[0].matcher == "200"
    )
    error_message = "It is reached within the network, by TLS, and both containers are asked how they are."
  }

  assert {
    condition = (
      aws_ecs_service.this.launch_type == "FARGATE" && !aws_ecs_service.this.network_configuration[0].assign_public_ip &&
      aws_ecs_service.this.deployment_circuit_breaker[0].rollback && aws_ecs_service.this.deployment_minimum_healthy_percent == 100 &&
      toset([for balanced in aws_ecs_service.this.load_balancer : "${balanced.container_name} ${balanced.container_port}"]) == toset(["api 5000", "web 3000"])
    )
    error_message = "A version that does not come up is taken back, and the one before serves meanwhile."
  }

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 1 && aws_appautoscaling_target.this.max_capacity == 3 && aws_appautoscaling_policy.cpu.target_tracking_scaling_policy_configuration[0].target_value == 60
    error_message = "It grows with its work."
  }

  assert {
    condition = (
      aws_rds_cluster.this.manage_master_user_password && aws_rds_cluster.this.storage_encrypted && aws_rds_cluster.this.deletion_protection &&
      aws_rds_cluster.this.final_snapshot_identifier == "millrace-test-lineage-final" && aws_rds_cluster.this.serverlessv2_scaling_configuration[0].max_capacity == 2
    )
    error_message = "Its database is encrypted and kept, and its password RDS's own."
  }

  # Each way is open on both of its sides, and nobody but the readers comes from outside.
  assert {
    condition     = keys(aws_vpc_security_group_egress_rule.way) == keys(aws_vpc_security_group_ingress_rule.way) && keys(aws_vpc_security_group_ingress_rule.readers) == ["10.0.0.0/16"]
    error_message = "The balancer reaches the tasks, the tasks the database, and the job and its readers the balancer."
  }

  assert {
    condition     = output.url == "https://lineage.example.com" && endswith(aws_cloudwatch_metric_alarm.down.alarm_description, "see docs/operations.md, Alarms, lineage-down.")
    error_message = "It is reached by its name, and somebody hears when it is down."
  }
}

run "not_in_production" {
  command = plan
  module {
    source = "./modules/lineage"
  }
  variables {
    protect = false
  }

  assert {
    condition     = aws_rds_cluster.this.skip_final_snapshot && !aws_lb.this.enable_deletion_protection
    error_message = "Elsewhere it can be taken away whole."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/lineage"
  }
  variables {
    name               = "a-name-that-is-too-long-for-a-balancer"
    account_id         = "1111"
    domain             = { name = "lineage", certificate_arn = "c", zone_id = "Z1" }
    images             = { api = "docker.io/marquezproject/marquez:latest" }
    size               = { cpu = 512, memory = 512 }
    tasks              = { min = 3, max = 2 }
    database_units     = 0
    backup_days        = 0
    secrets_key        = { arn = "a", alias = "b" }
    log_retention_days = 2
    network            = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], database_subnet_ids = [], job_security_group_id = "sg-1" }
  }
  expect_failures = [
    var.name, var.account_id, var.domain, var.images, var.size, var.tasks, var.database_units, var.backup_days,
    var.secrets_key, var.log_retention_days, var.network,
  ]
}

run "refuses_readers_from_everywhere" {
  command = plan
  module {
    source = "./modules/lineage"
  }
  variables {
    network = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"], database_subnet_ids = ["subnet-4", "subnet-5"], job_security_group_id = "sg-1", reader_cidrs = ["0.0.0.0/0"] }
  }
  expect_failures = [var.network]
}
