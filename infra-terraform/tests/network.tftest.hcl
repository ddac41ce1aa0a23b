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
  name        = "millrace-test"
  account_id  = "111122223333"
  cidr        = "10.20.0.0/16"
  zones       = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  log_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
}

run "three_tiers_in_three_zones" {
  command = plan
  module {
    source = "./modules/network"
  }

  assert {
    condition = { for key, subnet in aws_subnet.this : key => subnet.cidr_block } == {
      public-eu-west-1a   = "10.20.0.0/20"
      public-eu-west-1b   = "10.20.16.0/20"
      public-eu-west-1c   = "10.20.32.0/20"
      private-eu-west-1a  = "10.20.64.0/20"
      private-eu-west-1b  = "10.20.80.0/20"
      private-eu-west-1c  = "10.20.96.0/20"
      database-eu-west-1a = "10.20.128.0/20"
      database-eu-west-1b = "10.20.144.0/20"
      database-eu-west-1c = "10.20.160.0/20"
    }
    error_message = "Each tier has a subnet in each zone."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.this : !subnet.map_public_ip_on_launch])
    error_message = "Nothing gets a public address by itself."
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(aws_route.nat) == 3
    error_message = "Each zone leaves through its own NAT gateway."
  }


  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL" && aws_cloudwatch_log_group.flow.kms_key_id == var.log_key_arn && aws_cloudwatch_log_group.flow.retention_in_days == 90
    error_message = "All traffic is logged, encrypted, for 90 days."
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.warehouse_stream_app.from_port == 5439 &&
      aws_vpc_security_group_ingress_rule.warehouse_stream_app.to_port == 5439 &&
      aws_vpc_security_group_ingress_rule.warehouse_stream_app.cidr_ipv4 == null
    )
    error_message = "Only the job reaches the warehouse, on its port alone."
  }
}

run "one_nat_gateway_for_all" {
  command = plan
  module {
    source = "./modules/network"
  }
  variables {
    nat = "one"
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a"] && length(aws_route.nat) == 3
    error_message = "All zones leave through the first."
  }
}

run "without_nat_the_job_uses_endpoints" {
  command = plan
  module {
    source = "./modules/network"
  }
  variables {
    nat                 = "none"
    interface_endpoints = ["kinesis-streams", "logs", "monitoring", "sagemaker.runtime", "secretsmanager"]
  }

  assert {
    condition     = length(aws_nat_gateway.this) + length(aws_route.nat) + length(aws_vpc_security_group_egress_rule.stream_app_https) == 0
    error_message = "There is no way out of the private subnets."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled]) && aws_vpc_endpoint.interface["kinesis-streams"].service_name == "com.amazonaws.eu-west-1.kinesis-streams"
    error_message = "Services keep their names within the network."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/network"
  }
  variables {
    # a name in capitals
    name = "Millrace"
    # a short account
    account_id = "1111"
    # an address within the network
    cidr = "10.20.1.0/16"
    # two zones
    zones = ["eu-west-1a", "eu-west-1b"]
    # an endpoint with a path
    interface_endpoints = ["com/amazonaws"]
    # a port that redshift lacks
    warehouse_port = 80
    # an unknown retention
    log_retention_days = 2
  }
  expect_failures = [var.name, var.account_id, var.cidr, var.zones, var.interface_endpoints, var.warehouse_port, var.log_retention_days]
}

run "refuses_faulty_values_2" {
  command = plan
  module {
    source = "./modules/network"
  }
  variables {
    # an unknown nat
    nat = "two"
    # a small network
    cidr = "10.20.0.0/24"
    # a zone twice
    zones = ["eu-west-1a", "eu-west-1b", "eu-west-1b"]
  }
  expect_failures = [var.nat, var.cidr, var.zones]
}

run "refuses_no_nat_without_endpoints" {
  command = plan
  module {
    source = "./modules/network"
  }
  variables {
    nat = "none"
  }
  expect_failures = [var.interface_endpoints]
}
