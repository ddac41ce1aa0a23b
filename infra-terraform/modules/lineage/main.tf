# Marquez, an OpenLineage server, for the job's lineage events and for who looks at them: two containers
# in one task on Fargate, behind a load balancer that only the network reaches, by TLS alone.

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  name      = "${var.name}-lineage"
  log_group = "/${var.name}/lineage"

  # Marquez's own ports: the API, its health, and the pages.
  ports = { api = 5000, health = 5001, web = 3000 }

  keys = "arn:${local.partition}:kms:${local.region}:${var.account_id}:key/*"

  logging = { for container in ["api", "web"] : container => {
    logDriver = "awslogs"
    options   = { "awslogs-group" = local.log_group, "awslogs-region" = local.region, "awslogs-stream-prefix" = container }
  } }

  containers = [
    {
      name         = "api"
      image        = var.images.api
      essential    = true
      portMappings = [for port in [local.ports.api, local.ports.health] : { containerPort = port, hostPort = port, protocol = "tcp" }]
      environment = [
        { name = "MARQUEZ_PORT", value = tostring(local.ports.api) },
        { name = "MARQUEZ_ADMIN_PORT", value = tostring(local.ports.health) },
        { name = "POSTGRES_HOST", value = aws_rds_cluster.this.endpoint },
        { name = "POSTGRES_PORT", value = tostring(aws_rds_cluster.this.port) },
        { name = "POSTGRES_DB", value = aws_rds_cluster.this.database_name },
        { name = "POSTGRES_USER", value = aws_rds_cluster.this.master_username },
      ]
      secrets          = [{ name = "POSTGRES_PASSWORD", valueFrom = "${aws_rds_cluster.this.master_user_secret[0].secret_arn}:password::" }]
      logConfiguration = local.logging.api
    },
    {
      name         = "web"
      image        = var.images.web
      essential    = true
      portMappings = [{ containerPort = local.ports.web, hostPort = local.ports.web, protocol = "tcp" }]
      environment = [
        { name = "MARQUEZ_HOST", value = "localhost" }, # containers of a task share their network
        { name = "MARQUEZ_PORT", value = tostring(local.ports.api) },
        { name = "WEB_PORT", value = tostring(local.ports.web) },
      ]
      dependsOn        = [{ containerName = "api", condition = "START" }]
      logConfiguration = local.logging.web
    },
  ]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

# Starts the task: logs, and the database's password. Marquez itself calls nothing of AWS, and has no role.
module "task_role" {
  source = "../iam"

  name        = "${local.name}-${local.region}-task"
  description = "Starts the tasks of ${local.name}."
  service     = "ecs-tasks.amazonaws.com"
  account_id  = var.account_id

  statements = {
    WriteLog = {
      actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      resources = ["arn:${local.partition}:logs:${local.region}:${var.account_id}:log-group:${local.log_group}:*"]
      reason    = "The service names the streams within the group, one for each container."
    }
    ReadPassword = {
      actions   = ["secretsmanager:GetSecretValue"]
      resources = ["arn:${local.partition}:secretsmanager:${local.region}:${var.account_id}:secret:rds!cluster-*"]
      reason    = "RDS names the secret of its password itself, by the id of the cluster."
    }
    DecryptPassword = {
      actions    = ["kms:Decrypt"]
      resources  = [local.keys]
      reason     = "A key's id is not known before the key exists; the condition narrows it to the one with the alias."
      conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.secrets_key.alias] }]
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = local.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  tags = { Name = local.name }
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.size.cpu
  memory                   = var.size.memory
  execution_role_arn       = module.task_role.arn
  container_definitions    = jsonencode(local.containers)

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  tags = { Name = local.name }
}

resource "aws_ecs_service" "this" {
  name                               = local.name
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.this.arn
  launch_type                        = "FARGATE"
  desired_count                      = var.tasks.min
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = 180 # the first start makes the tables
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"

  # A version that does not come up is taken back.
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.network.subnet_ids
    security_groups  = [aws_security_group.tasks.id]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = { api = local.ports.api, web = local.ports.web }

    content {
      target_group_arn = aws_lb_target_group.this[load_balancer.key].arn
      container_name   = load_balancer.key
      container_port   = load_balancer.value
    }
  }

  lifecycle {
    ignore_changes = [desired_count] # scaling's
  }

  tags = { Name = local.name }

  depends_on = [aws_lb_listener.https, aws_lb_listener_rule.api]
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this.name}"
  min_capacity       = var.tasks.min
  max_capacity       = var.tasks.max
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "${local.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 60
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
