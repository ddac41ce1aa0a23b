# Three tiers in three zones. Public: NAT gateways and load balancers. Private: the job and endpoints,
# out through NAT. Database: the warehouse, which has no way out but to S3.

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  subnets = merge([
    for tier, offset in { public = 0, private = 4, database = 8 } : {
      for i, zone in var.zones : "${tier}-${zone}" => {
        tier = tier
        zone = zone
        cidr = cidrsubnet(var.cidr, 4, offset + i)
      }
    }
  ]...)

  public  = { for key, subnet in local.subnets : key => subnet if subnet.tier == "public" }
  private = { for key, subnet in local.subnets : key => subnet if subnet.tier == "private" }

  nat_zones = var.nat == "per_zone" ? var.zones : var.nat == "one" ? [var.zones[0]] : []
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# Whoever forgets to name a security group gets one that lets nothing through.
resource "aws_default_security_group" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-unused" }
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.value.zone
  cidr_block              = each.value.cidr
  map_public_ip_on_launch = false

  tags = {
    Name = "${var.name}-${each.key}"
    Tier = each.value.tier
  }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

resource "aws_eip" "nat" {
  for_each = toset(local.nat_zones)

  domain = "vpc"

  tags = { Name = "${var.name}-nat-${each.key}" }
}

resource "aws_nat_gateway" "this" {
  for_each = toset(local.nat_zones)

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.this["public-${each.key}"].id

  tags = { Name = "${var.name}-${each.key}" }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-public" }
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

# One table a zone, so that a zone's traffic leaves through its own NAT gateway.
resource "aws_route_table" "private" {
  for_each = toset(var.zones)

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_route" "nat" {
  for_each = toset(var.nat == "none" ? [] : var.zones)

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[var.nat == "one" ? var.zones[0] : each.key].id
}

resource "aws_route_table" "database" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-database" }
}

resource "aws_route_table_association" "this" {
  for_each = local.subnets

  subnet_id = aws_subnet.this[each.key].id
  route_table_id = (
    each.value.tier == "public" ? aws_route_table.public.id :
    each.value.tier == "private" ? aws_route_table.private[each.value.zone].id :
    aws_route_table.database.id
  )
}

# Free, and keeps the lake's traffic off the NAT gateways.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${data.aws_region.current.id}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = concat([for table in aws_route_table.private : table.id], [aws_route_table.database.id])

  tags = { Name = "${var.name}-s3" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${data.aws_region.current.id}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for key in keys(local.private) : aws_subnet.this[key].id]
  security_group_ids  = [aws_security_group.endpoints.id]

  tags = { Name = "${var.name}-${each.key}" }
}

# Security groups by role. Rules name roles, not addresses, wherever the other side is in here.
resource "aws_security_group" "stream_app" {
  name        = "${var.name}-stream-app"
  description = "The Flink application"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-stream-app" }
}

resource "aws_security_group" "warehouse" {
  name        = "${var.name}-warehouse"
  description = "Redshift"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-warehouse" }
}

resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "Interface endpoints of AWS services"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-endpoints" }
}

# AWS services have no fixed addresses, with NAT the job may therefore go to any, but by TLS alone.
resource "aws_vpc_security_group_egress_rule" "stream_app_https" {
  count = var.nat == "none" ? 0 : 1

  security_group_id = aws_security_group.stream_app.id
  description       = "AWS services, TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"

  tags = { Name = "aws-services" }
}

resource "aws_vpc_security_group_egress_rule" "stream_app_s3" {
  security_group_id = aws_security_group.stream_app.id
  description       = "S3, TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id

  tags = { Name = "s3" }
}

resource "aws_vpc_security_group_egress_rule" "stream_app_endpoints" {
  security_group_id            = aws_security_group.stream_app.id
  description                  = "Interface endpoints, TLS"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.endpoints.id

  tags = { Name = "endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_stream_app" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "The Flink application, TLS"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.stream_app.id

  tags = { Name = "stream-app" }
}

resource "aws_vpc_security_group_egress_rule" "stream_app_warehouse" {
  security_group_id            = aws_security_group.stream_app.id
  description                  = "JDBC to Redshift"
  ip_protocol                  = "tcp"
  from_port                    = var.warehouse_port
  to_port                      = var.warehouse_port
  referenced_security_group_id = aws_security_group.warehouse.id

  tags = { Name = "warehouse" }
}

resource "aws_vpc_security_group_ingress_rule" "warehouse_stream_app" {
  security_group_id            = aws_security_group.warehouse.id
  description                  = "JDBC of the Flink application"
  ip_protocol                  = "tcp"
  from_port                    = var.warehouse_port
  to_port                      = var.warehouse_port
  referenced_security_group_id = aws_security_group.stream_app.id

  tags = { Name = "stream-app" }
}

resource "aws_vpc_security_group_egress_rule" "warehouse_s3" {
  security_group_id = aws_security_group.warehouse.id
  description       = "COPY from the lake, TLS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id

  tags = { Name = "s3" }
}

resource "aws_cloudwatch_log_group" "flow" {
  name              = "/${var.name}/network/flow"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

module "flow_role" {
  source = "../iam"

  name        = "${var.name}-${data.aws_region.current.id}-flow-logs"
  description = "Writes the flow logs of the network of ${var.name}."
  service     = "vpc-flow-logs.amazonaws.com"
  account_id  = var.account_id

  statements = {
    Write = {
      actions   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
      resources = ["arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.id}:${var.account_id}:log-group:${aws_cloudwatch_log_group.flow.name}:*"]
      reason    = "The service names the streams within the group, one for each network interface."
    }
  }
}

resource "aws_flow_log" "this" {
  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  max_aggregation_interval = 600
  log_destination_type     = "cloud-watch-logs"
  log_destination          = aws_cloudwatch_log_group.flow.arn
  iam_role_arn             = module.flow_role.arn

  tags = { Name = var.name }
}
