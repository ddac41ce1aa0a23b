# Devices speak MQTT. The payload is passed on as it is, JSON or Avro; what cannot be put into the
# stream goes to the dead-letter stream, with the reason and the payload in base64.
resource "aws_iot_topic_rule" "events" {
  count = var.iot_topic == "" ? 0 : 1

  name        = replace("${var.name}-events", "-", "_")
  description = "Events of devices to the stream."
  enabled     = true
  sql         = "SELECT * FROM '${var.iot_topic}'"
  sql_version = "2016-03-23"

  kinesis {
    role_arn      = module.iot_role[0].arn
    stream_name   = aws_kinesis_stream.events.name
    partition_key = "$${topic(2)}"
  }

  error_action {
    kinesis {
      role_arn      = module.iot_role[0].arn
      stream_name   = aws_kinesis_stream.dead_letters.name
      partition_key = "$${topic(2)}"
    }
  }

  tags = { Name = "${var.name}-events" }
}
