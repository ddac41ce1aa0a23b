locals {
  application_arn = "arn:${local.partition}:kinesisanalytics:${local.region}:${var.account_id}:application/${var.name}"
  log_group_arn   = "arn:${local.partition}:logs:${local.region}:${var.account_id}:log-group:/${var.name}/stream-app"
  ec2             = "arn:${local.partition}:ec2:${local.region}:${var.account_id}"
  keys            = "arn:${local.partition}:kms:${local.region}:${var.account_id}:key/*"
  key_reason      = "A key's id is not known before the key exists; the condition narrows it to the one with the alias."

  # s3://bucket/folder as the ARN of what is below it.
  lake_objects = "${var.lake.bucket_arn}/${replace(var.lake.root, "/^s3://[^/]+//", "")}/*"

  pipeline_folder = startswith(var.pipeline, "s3://") ? replace(var.pipeline, "/^s3://[^/]+//", "") : null
}

module "role" {
  source = "../iam"

  name        = "${var.name}-${local.region}-stream-app"
  description = "The Flink application ${var.name}."
  service     = "kinesisanalytics.amazonaws.com"
  account_id  = var.account_id

  statements = merge(concat(
    [{
      ReadStream = {
        actions   = ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:GetShardIterator", "kinesis:GetRecords"]
        resources = [var.source_stream.arn]
      }
      DecryptStream = {
        actions    = ["kms:Decrypt"]
        resources  = [local.keys]
        reason     = local.key_reason
        conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.source_stream.key_alias] }]
      }
      ReadJar = {
        actions   = ["s3:GetObject", "s3:GetObjectVersion"]
        resources = ["${var.code.bucket_arn}/${var.code.key}"]
      }
      WriteLake = {
        actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
        resources = [local.lake_objects]
        reason    = "The job names its files itself; all stand below its own root."
      }
      ListLake = {
        actions   = ["s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:GetBucketLocation"]
        resources = [var.lake.bucket_arn]
      }
      EncryptLake = {
        actions    = ["kms:Decrypt", "kms:GenerateDataKey"]
        resources  = [local.keys]
        reason     = local.key_reason
        conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.lake.key_alias] }]
      }
      WriteLog = {
        actions   = ["logs:DescribeLogStreams", "logs:PutLogEvents"]
        resources = [local.log_group_arn, "${local.log_group_arn}:log-stream:application"]
      }
      FindLog = {
        actions   = ["logs:DescribeLogGroups"]
        resources = ["arn:${local.partition}:logs:${local.region}:${var.account_id}:log-group:*"]
        reason    = "The action is granted for groups or for none; the service asks for it before it writes."
      }
      DescribeNetwork = {
        actions   = ["ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups", "ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces"]
        resources = ["*"]
        reason    = "These actions know no resources."
      }
      JoinNetwork = {
        actions   = ["ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"]
        resources = ["${local.ec2}:network-interface/*", "${local.ec2}:subnet/*", "${local.ec2}:security-group/*"]
        reason    = "The service makes and names the interfaces by which the workers reach the network; subnets and groups are named by the application."
      }
    }],
    [for folder in local.pipeline_folder[*] : {
      ReadPipeline = {
        actions   = ["s3:GetObject"]
        resources = ["${var.code.bucket_arn}/${folder}/*"]
        reason    = "A pipeline is a folder of files."
      }
      ListPipeline = {
        actions   = ["s3:ListBucket"]
        resources = [var.code.bucket_arn]
      }
    }],
    [for rules in var.rules[*] : {
      ReadRules = {
        actions   = ["s3:GetObject"]
        resources = ["${var.code.bucket_arn}/${replace(rules.location, "/^s3://[^/]+//", "")}"]
      }
      # Else S3 says of a file that is not there yet that it may not be read.
      FindRules = {
        actions   = ["s3:ListBucket"]
        resources = [var.code.bucket_arn]
      }
    }],
    [for bootstrap in var.bootstrap[*] : {
      ReadBootstrap = {
        actions   = ["s3:GetObject"]
        resources = ["${bootstrap.bucket_arn}/${replace(bootstrap.lake, "/^s3://[^/]+//", "")}/*"]
        reason    = "The rows that fill the state stand in many files, below one root."
      }
      ListBootstrap = {
        actions   = ["s3:ListBucket"]
        resources = [bootstrap.bucket_arn]
      }
    }],
    [for warehouse in var.warehouse[*] : {
      ReadSecret = {
        actions   = ["secretsmanager:GetSecretValue"]
        resources = ["arn:${local.partition}:secretsmanager:${local.region}:${var.account_id}:secret:${warehouse.secret_name}-??????"]
        reason    = "Secrets Manager ends the ARN with six letters of its own."
      }
      DecryptSecret = {
        actions    = ["kms:Decrypt"]
        resources  = [local.keys]
        reason     = local.key_reason
        conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [warehouse.secret_key_alias] }]
      }
    }],
    [for bus in var.alert_bus_arn[*] : {
      PutAlerts = {
        actions    = ["events:PutEvents"]
        resources  = [bus]
        conditions = [{ test = "StringEquals", variable = "events:source", values = ["millrace"] }]
      }
    }],
    [for traces in var.traces[*] : {
      PutSpans = {
        actions   = ["xray:PutTraceSegments", "xray:PutSpans", "xray:PutSpansForIndexing"]
        resources = ["*"]
        reason    = "These actions know no resources."
      }
    } if traces == "xray"],
    [for inference in var.inference[*] : {
      Score = {
        actions   = ["sagemaker:InvokeEndpoint"]
        resources = ["arn:${local.partition}:sagemaker:${local.region}:${var.account_id}:endpoint/${lower(inference.endpoint)}"]
      }
    }],
  )...)
}

module "hours_role" {
  source = "../iam"
  count  = var.hours == null ? 0 : 1

  name        = "${var.name}-${local.region}-hours"
  description = "Stops ${var.name} at night and starts it in the morning."
  service     = "scheduler.amazonaws.com"
  account_id  = var.account_id

  statements = {
    StopAndStart = { actions = ["kinesisanalytics:StopApplication", "kinesisanalytics:StartApplication"], resources = [local.application_arn] }
  }
}
