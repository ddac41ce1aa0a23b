output "stream" {
  description = "The stream of events: name and ARN. The ARN is known before the stream exists."
  value       = { name = aws_kinesis_stream.events.name, arn = local.stream_arn }
}

output "dead_letter_stream" {
  description = "The stream of what the broker could not deliver: name and ARN."
  value       = { name = aws_kinesis_stream.dead_letters.name, arn = local.dead_letters_arn }
}

output "api" {
  description = "The API: its address, id, stage, log group, and, with a domain, the name and zone that a DNS alias points to."
  value = {
    url        = var.domain == null ? "${aws_api_gateway_stage.this.invoke_url}/v1" : "https://${var.domain.name}/v1"
    name       = aws_api_gateway_rest_api.this.name
    id         = aws_api_gateway_rest_api.this.id
    stage      = aws_api_gateway_stage.this.stage_name
    log_group  = aws_cloudwatch_log_group.api.name
    alias_name = one(aws_api_gateway_domain_name.this[*].regional_domain_name)
    alias_zone = one(aws_api_gateway_domain_name.this[*].regional_zone_id)
  }
}

output "api_key_ids" {
  description = "Id of each client's key, by client; the value is asked for with aws apigateway get-api-key."
  value       = { for client, key in aws_api_gateway_api_key.client : client => key.id }
}

output "wildcards" {
  description = "The reason of each wildcard in the policies of this module."
  value       = merge([for role in concat([module.api_role], module.api_log_role, module.iot_role) : role.wildcards]...)
}
