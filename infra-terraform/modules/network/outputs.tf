output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "subnet_ids" {
  description = "Subnets by tier: public, private, database; in the order of the zones."
  value = {
    for tier in ["public", "private", "database"] :
    tier => [for zone in var.zones : aws_subnet.this["${tier}-${zone}"].id]
  }
}

output "security_group_ids" {
  description = "Security groups by role: stream_app, warehouse, endpoints."
  value = {
    stream_app = aws_security_group.stream_app.id
    warehouse  = aws_security_group.warehouse.id
    endpoints  = aws_security_group.endpoints.id
  }
}

output "nat_addresses" {
  description = "Addresses from which the private subnets reach the internet, by zone."
  value       = { for zone, address in aws_eip.nat : zone => address.public_ip }
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = module.flow_role.wildcards
}
