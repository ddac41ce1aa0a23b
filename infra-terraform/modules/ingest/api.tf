# POST /v1/events (one event, JSON or Avro) and POST /v1/batches (many, base64) become PutRecord and
# PutRecords, without code in between. GET /v1/health is answered by the API itself.

locals {
  template = {
    for name in ["event-json", "event-avro", "batch"] :
    name => templatefile("${path.module}/templates/${name}.vtl", {
      stream          = local.stream
      partition_field = var.event.partition_field
    })
  }

  cors = length(var.allowed_origins) == 0 ? {} : {
    "method.response.header.Access-Control-Allow-Origin" = "'${var.allowed_origins[0]}'"
  }

  cors_headers = length(var.allowed_origins) == 0 ? {} : {
    Access-Control-Allow-Origin = { schema = { type = "string" } }
  }

  # Keys of the stream's answers are patterns of its status.
  answer = {
    for name, template in { event = "event-accepted", batch = "batch-accepted" } : name => {
      "200" = {
        statusCode         = "202"
        responseParameters = local.cors
        responseTemplates  = { "application/json" = file("${path.module}/templates/${template}.vtl") }
      }
      "4\\d{2}" = {
        statusCode         = "400"
        responseParameters = local.cors
        responseTemplates  = { "application/json" = file("${path.module}/templates/refused.vtl") }
      }
      default = {
        statusCode         = "503"
        responseParameters = local.cors
        responseTemplates  = { "application/json" = jsonencode({ error = "the stream cannot be reached now; send it again" }) }
      }
    }
  }

  responses = {
    for status, description in {
      "202" = "Taken", "207" = "Some records taken", "400" = "Refused", "429" = "Too much now", "503" = "Not reachable now"
    } : status => { description = description, headers = local.cors_headers }
  }

  preflight = length(var.allowed_origins) == 0 ? {} : {
    options = {
      responses = {
        "204" = {
          description = "What a browser may send"
          headers = {
            for header in ["Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Max-Age"] :
            header => { schema = { type = "string" } }
          }
        }
      }
      "x-amazon-apigateway-integration" = {
        type             = "mock"
        requestTemplates = { "application/json" = jsonencode({ statusCode = 204 }) }
        responses = {
          default = {
            statusCode = "204"
            responseParameters = merge(local.cors, {
              "method.response.header.Access-Control-Allow-Methods" = "'POST,OPTIONS'"
              "method.response.header.Access-Control-Allow-Headers" = "'Content-Type,X-Api-Key,X-Partition-Key'"
              "method.response.header.Access-Control-Max-Age"       = "'3600'"
            })
          }
        }
      }
    }
  }

  body = {
    openapi = "3.0.1"
    info    = { title = "${var.name}-ingest", version = "1" }

    components = {
      securitySchemes = { key = { type = "apiKey", name = "x-api-key", in = "header" } }
      schemas = {
        Event = merge(
          { type = "object", minProperties = 1 },
          length(var.event.required_fields) == 0 ? {} : { required = var.event.required_fields },
        )
        Batch = {
          type                 = "object"
          required             = ["records"]
          additionalProperties = false
          properties = {
            records = {
              type     = "array"
              minItems = 1
              maxItems = 500
              items = {
                type                 = "object"
                required             = ["data"]
                additionalProperties = false
                properties = {
                  data         = { type = "string", minLength = 4, maxLength = 1398104, pattern = "^[A-Za-z0-9+/]+={0,2}$" }
                  partitionKey = { type = "string", maxLength = 256 }
                }
              }
            }
          }
        }
      }
    }

    "x-amazon-apigateway-request-validators" = {
      body = { validateRequestBody = true, validateRequestParameters = true }
    }
    "x-amazon-apigateway-request-validator"  = "body"
    "x-amazon-apigateway-binary-media-types" = ["application/avro"]

    paths = {
      "/v1/events" = merge(local.preflight, {
        post = {
          security    = [{ key = [] }]
          requestBody = { required = true, content = { "application/json" = { schema = { "$ref" = "#/components/schemas/Event" } } } }
          responses   = local.responses
          "x-amazon-apigateway-integration" = {
            type                = "aws"
            httpMethod          = "POST"
            uri                 = "arn:${local.partition}:apigateway:${local.region}:kinesis:action/PutRecord"
            credentials         = module.api_role.arn
            passthroughBehavior = "never"
            contentHandling     = "CONVERT_TO_TEXT"
            requestParameters   = { "integration.request.header.Content-Type" = "'application/x-amz-json-1.1'" }
            requestTemplates = {
              "application/json" = local.template["event-json"]
              "application/avro" = local.template["event-avro"]
            }
            responses = local.answer.event
          }
        }
      })

      "/v1/batches" = merge(local.preflight, {
        post = {
          security    = [{ key = [] }]
          requestBody = { required = true, content = { "application/json" = { schema = { "$ref" = "#/components/schemas/Batch" } } } }
          responses   = local.responses
          "x-amazon-apigateway-integration" = {
            type                = "aws"
            httpMethod          = "POST"
            uri                 = "arn:${local.partition}:apigateway:${local.region}:kinesis:action/PutRecords"
            credentials         = module.api_role.arn
            passthroughBehavior = "never"
            requestParameters   = { "integration.request.header.Content-Type" = "'application/x-amz-json-1.1'" }
            requestTemplates    = { "application/json" = local.template["batch"] }
            responses           = local.answer.batch
          }
        }
      })

      "/v1/health" = {
        get = {
          responses = { "200" = { description = "The API answers" } }
          "x-amazon-apigateway-integration" = {
            type             = "mock"
            requestTemplates = { "application/json" = jsonencode({ statusCode = 200 }) }
            responses = {
              default = {
                statusCode        = "200"
                responseTemplates = { "application/json" = jsonencode({ status = "up" }) }
              }
            }
          }
        }
      }
    }
  }
}

resource "aws_api_gateway_rest_api" "this" {
  name                         = "${var.name}-ingest"
  description                  = "Takes events over HTTPS."
  body                         = jsonencode(local.body)
  put_rest_api_mode            = "overwrite"
  api_key_source               = "HEADER"
  disable_execute_api_endpoint = var.domain != null

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  tags = { Name = "${var.name}-ingest" }
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  # A changed body takes effect by a new deployment only.
  triggers = { body = sha1(aws_api_gateway_rest_api.this.body) }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/${var.name}/ingest/api"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id          = aws_api_gateway_rest_api.this.id
  deployment_id        = aws_api_gateway_deployment.this.id
  stage_name           = "live"
  xray_tracing_enabled = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api.arn
    # Who, when, what became of it; nothing of the event.
    format = jsonencode({
      requestId         = "$context.requestId"
      time              = "$context.requestTimeEpoch"
      method            = "$context.httpMethod"
      path              = "$context.resourcePath"
      status            = "$context.status"
      latency           = "$context.responseLatency"
      streamStatus      = "$context.integration.integrationStatus"
      streamLatency     = "$context.integration.latency"
      bytes             = "$context.responseLength"
      apiKeyId          = "$context.identity.apiKeyId"
      sourceIp          = "$context.identity.sourceIp"
      firewall          = "$context.waf.status"
      errorResponseType = "$context.error.responseType"
    })
  }

  tags = { Name = "${var.name}-ingest-live" }

  depends_on = [aws_api_gateway_account.this]
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    logging_level          = "ERROR"
    data_trace_enabled     = false # would log whole events
    throttling_rate_limit  = var.throttle.rate
    throttling_burst_limit = var.throttle.burst
  }
}

resource "aws_api_gateway_usage_plan" "client" {
  for_each = var.clients

  name = "${var.name}-${each.key}"

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  throttle_settings {
    rate_limit  = each.value.rate
    burst_limit = each.value.burst
  }

  dynamic "quota_settings" {
    for_each = each.value.quota == null ? [] : [each.value.quota]

    content {
      limit  = quota_settings.value
      period = "DAY"
    }
  }

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_api_gateway_api_key" "client" {
  for_each = var.clients

  name        = "${var.name}-${each.key}"
  description = "Key of ${each.key}. A key tells clients apart; it is no proof of who they are."

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_api_gateway_usage_plan_key" "client" {
  for_each = var.clients

  key_id        = aws_api_gateway_api_key.client[each.key].id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.client[each.key].id
}

resource "aws_api_gateway_domain_name" "this" {
  count = var.domain == null ? 0 : 1

  domain_name              = var.domain.name
  regional_certificate_arn = var.domain.certificate_arn
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }

  tags = { Name = var.domain.name }
}

resource "aws_api_gateway_base_path_mapping" "this" {
  count = var.domain == null ? 0 : 1

  api_id      = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  domain_name = aws_api_gateway_domain_name.this[0].domain_name
}

resource "aws_api_gateway_account" "this" {
  count = var.account_logging ? 1 : 0

  cloudwatch_role_arn = module.api_log_role[0].arn
}
