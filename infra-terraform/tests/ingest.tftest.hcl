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
  name            = "millrace-test"
  account_id      = "111122223333"
  stream_key      = { arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1", alias = "alias/millrace-test-stream" }
  log_key_arn     = "arn:aws:kms:eu-west-1:111122223333:key/mrk-2"
  event           = { required_fields = ["event_id", "event_time"], partition_field = "customer_id" }
  clients         = { web = { quota = 1000000 }, partner = {} }
  allowed_origins = ["https://shop.example.com"]
}

run "on_demand" {
  command = plan
  module {
    source = "./modules/ingest"
  }

  assert {
    condition = alltrue([
      for stream in [aws_kinesis_stream.events, aws_kinesis_stream.dead_letters] :
      stream.encryption_type == "KMS" && stream.kms_key_id == var.stream_key.arn && stream.stream_mode_details[0].stream_mode == "ON_DEMAND" && stream.retention_period >= 72
    ])
    error_message = "Both streams are encrypted with the key, and keep records for at least three days."
  }

  assert {
    condition     = output.stream.arn == "arn:aws:kinesis:eu-west-1:111122223333:stream/${aws_kinesis_stream.events.name}" && output.dead_letter_stream.arn == "arn:aws:kinesis:eu-west-1:111122223333:stream/${aws_kinesis_stream.dead_letters.name}"
    error_message = "The ARNs that policies name are those of the streams."
  }

  assert {
    condition = alltrue([
      for flow in [aws_iot_topic_rule.events[0]] :
      one(flow.kinesis).stream_name == aws_kinesis_stream.events.name &&
      flow.error_action[0].kinesis[0].stream_name == aws_kinesis_stream.dead_letters.name &&
      flow.sql == "SELECT * FROM 'millrace/+/events'"
    ])
    error_message = "Devices' events go to the stream, and what fails to the dead letters."
  }

  assert {
    condition     = one(aws_iot_topic_rule.events[0].kinesis).partition_key == "$${topic(2)}"
    error_message = "Events of one device stay in order."
  }

  assert {
    condition = { for rule in aws_wafv2_web_acl.this.rule : rule.name => rule.priority } == {
      requests-per-address                 = 0
      AWSManagedRulesCommonRuleSet         = 1
      AWSManagedRulesKnownBadInputsRuleSet = 2
      AWSManagedRulesSQLiRuleSet           = 3
    }
    error_message = "The firewall limits addresses first, then looks at what is sent."
  }

  assert {
    condition = alltrue([
      for rule in aws_wafv2_web_acl.this.rule :
      length(rule.action) == 1 ? length(rule.action[0].block) == 1 : length(rule.override_action[0].none) == 1
    ])
    error_message = "Every rule blocks; none is only counted as a whole."
  }

  assert {
    condition     = aws_wafv2_web_acl_logging_configuration.this.redacted_fields[0].single_header[0].name == "x-api-key"
    error_message = "Keys of clients are in no log."
  }

  assert {
    condition     = alltrue([for group in [aws_cloudwatch_log_group.api, aws_cloudwatch_log_group.firewall] : group.kms_key_id == var.log_key_arn && group.retention_in_days == 90])
    error_message = "Logs are encrypted with the key and kept for 90 days."
  }

  assert {
    condition     = !aws_api_gateway_method_settings.all.settings[0].data_trace_enabled && aws_api_gateway_method_settings.all.settings[0].metrics_enabled
    error_message = "Events are in no log; there are metrics."
  }

  assert {
    condition = (
      keys(aws_api_gateway_usage_plan_key.client) == ["partner", "web"] &&
      aws_api_gateway_usage_plan.client["web"].quota_settings[0].limit == 1000000 &&
      length(aws_api_gateway_usage_plan.client["partner"].quota_settings) == 0
    )
    error_message = "Each client has a plan and a key of its own."
  }

  assert {
    condition = (
      output.wildcards["millrace-test-eu-west-1-ingest-api/Encrypt"] != null &&
      !contains(keys(output.wildcards), "millrace-test-eu-west-1-ingest-api/Put") &&
      !contains(keys(output.wildcards), "millrace-test-eu-west-1-ingest-iot/Put")
    )
    error_message = "Who puts records names the streams."
  }
}

# The body holds the ARN of a role, which is not known before the role is; a value in its place makes
# the whole of it readable.
run "the_api" {
  command = plan
  module {
    source = "./modules/ingest"
  }
  override_module {
    target  = module.api_role
    outputs = { arn = "arn:aws:iam::111122223333:role/api", name = "api", wildcards = {} }
  }

  assert {
    condition     = keys(jsondecode(aws_api_gateway_rest_api.this.body).paths) == ["/v1/batches", "/v1/events", "/v1/health"]
    error_message = "These are the paths."
  }

  assert {
    condition = alltrue([
      for path in ["/v1/batches", "/v1/events"] :
      jsondecode(aws_api_gateway_rest_api.this.body).paths[path].post.security == [{ key = [] }] &&
      jsondecode(aws_api_gateway_rest_api.this.body).paths[path].post["x-amazon-apigateway-integration"].passthroughBehavior == "never" &&
      jsondecode(aws_api_gateway_rest_api.this.body).paths[path].post["x-amazon-apigateway-integration"].credentials == "arn:aws:iam::111122223333:role/api"
    ])
    error_message = "Whoever sends has a key; no content type passes without a template."
  }

  assert {
    condition = (
      jsondecode(aws_api_gateway_rest_api.this.body).paths["/v1/events"].post["x-amazon-apigateway-integration"].uri == "arn:aws:apigateway:eu-west-1:kinesis:action/PutRecord" &&
      jsondecode(aws_api_gateway_rest_api.this.body).paths["/v1/batches"].post["x-amazon-apigateway-integration"].uri == "arn:aws:apigateway:eu-west-1:kinesis:action/PutRecords"
    )
    error_message = "An event is a PutRecord, a batch PutRecords."
  }

  assert {
    condition = (
      jsondecode(aws_api_gateway_rest_api.this.body).components.schemas.Event.required == ["event_id", "event_time"] &&
      jsondecode(aws_api_gateway_rest_api.this.body).components.schemas.Batch.properties.records.maxItems == 500
    )
    error_message = "The models ask for what the event must have, and for no more than Kinesis takes."
  }

  assert {
    condition = alltrue(flatten([
      for path in ["/v1/batches", "/v1/events"] : [
        for answer in values(jsondecode(aws_api_gateway_rest_api.this.body).paths[path].post["x-amazon-apigateway-integration"].responses) :
        answer.responseParameters["method.response.header.Access-Control-Allow-Origin"] == "'https://shop.example.com'"
      ]
    ]))
    error_message = "The web client may read every answer, also those that refuse."
  }

  assert {
    condition = alltrue([
      for template in concat(
        values(jsondecode(aws_api_gateway_rest_api.this.body).paths["/v1/events"].post["x-amazon-apigateway-integration"].requestTemplates),
        values(jsondecode(aws_api_gateway_rest_api.this.body).paths["/v1/batches"].post["x-amazon-apigateway-integration"].requestTemplates),
      ) :
      length(regexall("\"StreamName\": \"millrace-test-events\"", template)) == 1 &&
      # between quotes stands only what is base64 already
      alltrue([
        for value in flatten(regexall("\"(?:Data|PartitionKey)\": \"([^,}]*)\"[,}]", template)) :
        contains(["$encoded", "$util.base64Encode($input.body)"], value) || endswith(value, ".replaceAll(\"[^A-Za-z0-9+/=]")
      ])
    ])
    error_message = "No value of a request can end the string that it stands in."
  }
}

run "provisioned_without_devices_and_browsers" {
  command = plan
  module {
    source = "./modules/ingest"
  }
  variables {
    stream          = { mode = "PROVISIONED", shards = 4 }
    iot_topic       = ""
    allowed_origins = []
    account_logging = false
    domain          = { name = "ingest.example.com", certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1" }
  }

  assert {
    condition     = aws_kinesis_stream.events.shard_count == 4 && aws_kinesis_stream.events.stream_mode_details[0].stream_mode == "PROVISIONED"
    error_message = "The stream has the shards asked for."
  }

  assert {
    condition     = length(aws_iot_topic_rule.events) + length(aws_api_gateway_account.this) == 0
    error_message = "What is not asked for is not there."
  }

  assert {
    condition     = aws_api_gateway_domain_name.this[0].security_policy == "TLS_1_2" && aws_api_gateway_rest_api.this.disable_execute_api_endpoint && output.api.url == "https://ingest.example.com/v1"
    error_message = "With a domain there is no other address, and no old TLS."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/ingest"
  }
  variables {
    name                 = "Millrace"
    account_id           = "1111"
    stream               = { mode = "ELASTIC" }
    stream_key           = { arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1", alias = "stream" }
    log_retention_days   = 2
    event                = { partition_field = "$.customer" }
    clients              = { "Web Shop" = {} }
    throttle             = { rate = 100, burst = 50 }
    requests_per_address = 1
    allowed_origins      = ["http://shop.example.com"]
    domain               = { name = "localhost", certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1" }
    iot_topic            = "#"
  }
  expect_failures = [
    var.name, var.account_id, var.stream, var.stream_key, var.log_retention_days, var.event, var.clients,
    var.throttle, var.requests_per_address, var.allowed_origins, var.domain, var.iot_topic,
  ]
}

run "refuses_faulty_values_2" {
  command = plan
  module {
    source = "./modules/ingest"
  }
  variables {
    stream          = { mode = "ON_DEMAND", shards = 4 }
    event           = { partition_field = "customer_id", required_fields = ["a b"] }
    clients         = { web = { rate = 100, burst = 10 } }
    allowed_origins = ["https://a.example.com", "https://b.example.com"]
    domain          = { name = "ingest.example.com", certificate_arn = "arn:aws:iam::111122223333:role/x" }
  }
  expect_failures = [var.stream, var.event, var.clients, var.allowed_origins, var.domain]
}

run "refuses_a_provisioned_stream_without_shards" {
  command = plan
  module {
    source = "./modules/ingest"
  }
  variables {
    stream = { mode = "PROVISIONED" }
  }
  expect_failures = [var.stream]
}

run "refuses_half_a_shard" {
  command = plan
  module {
    source = "./modules/ingest"
  }
  variables {
    stream = { mode = "PROVISIONED", shards = 0.5 }
  }
  expect_failures = [var.stream]
}

run "refuses_a_short_memory" {
  command = plan
  module {
    source = "./modules/ingest"
  }
  variables {
    stream = { retention_hours = 12 }
  }
  expect_failures = [var.stream]
}
