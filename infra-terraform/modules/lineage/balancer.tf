resource "aws_lb" "this" {
  name                       = local.name
  internal                   = true
  load_balancer_type         = "application"
  subnets                    = var.network.subnet_ids
  security_groups            = [aws_security_group.balancer.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.protect

  access_logs {
    enabled = true
    bucket  = module.access_logs.id
  }

  tags = { Name = local.name }

  depends_on = [module.access_logs]
}

# Load balancers deliver their logs with S3's own key only.
data "aws_iam_policy_document" "access_logs" {
  statement {
    sid       = "LogsAreDelivered"
    actions   = ["s3:PutObject"]
    resources = ["arn:${local.partition}:s3:::${var.name}-${var.account_id}-${local.region}-balancer-access-logs/AWSLogs/${var.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

module "access_logs" {
  source = "../bucket"

  name             = "${var.name}-${var.account_id}-${local.region}-balancer-access-logs"
  policy_documents = [data.aws_iam_policy_document.access_logs.json]
  lifecycle_rules  = { logs = { expiration_days = var.log_retention_days } }
  noncurrent_days  = 1
  force_destroy    = !var.protect
}

# TLS ends here; behind it, in the clear, there is one hop within the network, between two security groups.
resource "aws_lb_target_group" "this" {
  for_each = {
    api = { port = local.ports.api, health_port = local.ports.health, health = "/healthcheck" }
    web = { port = local.ports.web, health_port = local.ports.web, health = "/" }
  }

  name                 = "${local.name}-${each.key}"
  vpc_id               = var.network.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = each.value.port
  deregistration_delay = 30

  health_check {
    path                = each.value.health
    port                = each.value.health_port
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 4
  }

  tags = { Name = "${local.name}-${each.key}" }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.domain.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["web"].arn
  }

  tags = { Name = local.name }
}

resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10

  condition {
    path_pattern {
      values = ["/api/*"]
    }
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["api"].arn
  }

  tags = { Name = "${local.name}-api" }
}

resource "aws_route53_record" "this" {
  zone_id = var.domain.zone_id
  name    = var.domain.name
  type    = "A"

  alias {
    name                   = aws_lb.this.dns_name
    zone_id                = aws_lb.this.zone_id
    evaluate_target_health = true
  }
}

# The job, and who looks at lineage, reach the balancer; the balancer alone reaches the tasks; the tasks
# alone the database.
resource "aws_security_group" "balancer" {
  name        = "${local.name}-balancer"
  description = "The load balancer before Marquez"
  vpc_id      = var.network.vpc_id

  tags = { Name = "${local.name}-balancer" }
}

resource "aws_security_group" "tasks" {
  name        = local.name
  description = "Marquez"
  vpc_id      = var.network.vpc_id

  tags = { Name = local.name }
}

resource "aws_security_group" "database" {
  name        = "${local.name}-database"
  description = "The database of Marquez"
  vpc_id      = var.network.vpc_id

  tags = { Name = "${local.name}-database" }
}

locals {
  # From, to, port.
  ways = {
    job-balancer   = { from = var.network.job_security_group_id, to = aws_security_group.balancer.id, port = 443, about = "The job's lineage, TLS" }
    balancer-api   = { from = aws_security_group.balancer.id, to = aws_security_group.tasks.id, port = local.ports.api, about = "Marquez's API" }
    balancer-check = { from = aws_security_group.balancer.id, to = aws_security_group.tasks.id, port = local.ports.health, about = "Marquez's health" }
    balancer-web   = { from = aws_security_group.balancer.id, to = aws_security_group.tasks.id, port = local.ports.web, about = "Marquez's pages" }
    tasks-database = { from = aws_security_group.tasks.id, to = aws_security_group.database.id, port = 5432, about = "Marquez's database" }
  }
}

resource "aws_vpc_security_group_egress_rule" "way" {
  for_each = local.ways

  security_group_id            = each.value.from
  referenced_security_group_id = each.value.to
  description                  = each.value.about
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port

  tags = { Name = each.key }
}

resource "aws_vpc_security_group_ingress_rule" "way" {
  for_each = local.ways

  security_group_id            = each.value.to
  referenced_security_group_id = each.value.from
  description                  = each.value.about
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port

  tags = { Name = each.key }
}

# Images, logs and the password come from addresses that are not fixed, by TLS alone.
resource "aws_vpc_security_group_egress_rule" "tasks_https" {
  security_group_id = aws_security_group.tasks.id
  description       = "Images and AWS services, TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"

  tags = { Name = "https" }
}

resource "aws_vpc_security_group_ingress_rule" "readers" {
  for_each = var.network.reader_cidrs

  security_group_id = aws_security_group.balancer.id
  description       = "Who looks at lineage, TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.key

  tags = { Name = "readers" }
}
