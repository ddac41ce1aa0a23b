resource "aws_kinesis_stream" "events" {
  name             = "${var.name}-events"
  retention_period = var.stream.retention_hours
  shard_count      = var.stream.shards
  encryption_type  = "KMS"
  kms_key_id       = var.stream_key.arn

  stream_mode_details {
    stream_mode = var.stream.mode
  }

  # Of shards, these tell a hot key from a stream that is too small.
  shard_level_metrics = ["IncomingBytes", "IncomingRecords", "WriteProvisionedThroughputExceeded", "IteratorAgeMilliseconds"]

  tags = { Name = "${var.name}-events" }
}

# What the broker could not put into the stream. What the job cannot decode goes to the lake, with
# its bytes; see docs/operations.md.
resource "aws_kinesis_stream" "dead_letters" {
  name             = "${var.name}-dead-letters"
  retention_period = var.stream.dead_letter_hours
  shard_count      = var.stream.dead_letter_shard ? 1 : null
  encryption_type  = "KMS"
  kms_key_id       = var.stream_key.arn

  stream_mode_details {
    stream_mode = var.stream.dead_letter_shard ? "PROVISIONED" : "ON_DEMAND"
  }

  tags = { Name = "${var.name}-dead-letters" }
}
