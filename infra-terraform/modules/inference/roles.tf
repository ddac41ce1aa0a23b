locals {
  keys       = "arn:${local.partition}:kms:${local.region}:${var.account_id}:key/*"
  key_reason = "A key's id is not known before the key exists; the condition narrows it to the one with the alias."

  # account.dkr.ecr.region.domain/repository:tag
  image_parts = regex("^([0-9]+)\\.dkr\\.ecr\\.[^/]+/([^:]+):", data.aws_sagemaker_prebuilt_ecr_image.this.registry_path)
}

module "role" {
  source = "../iam"

  name        = "${var.name}-${local.region}-inference"
  description = "The endpoint ${var.name}."
  service     = "sagemaker.amazonaws.com"
  account_id  = var.account_id

  statements = merge(concat(
    [{
      ReadModels = {
        actions   = ["s3:GetObject"]
        resources = distinct([for model in local.models : "${var.models.bucket_arn}/${model.key}"])
      }
      FindModels = {
        actions   = ["s3:ListBucket"]
        resources = [var.models.bucket_arn]
      }
      DecryptModels = {
        actions    = ["kms:Decrypt"]
        resources  = [local.keys]
        reason     = local.key_reason
        conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.models.key_alias] }]
      }
      UseKey = {
        actions    = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]
        resources  = [local.keys]
        reason     = local.key_reason
        conditions = [{ test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.key.alias] }]
      }
      EncryptVolumes = {
        actions   = ["kms:CreateGrant"]
        resources = [local.keys]
        reason    = local.key_reason
        conditions = [
          { test = "ForAnyValue:StringEquals", variable = "kms:ResourceAliases", values = [var.key.alias] },
          { test = "Bool", variable = "kms:GrantIsForAWSResource", values = ["true"] },
        ]
      }
      PullImage = {
        actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
        resources = ["arn:${local.partition}:ecr:${local.region}:${local.image_parts[0]}:repository/${local.image_parts[1]}"]
      }
      SignInToRegistry = {
        actions   = ["ecr:GetAuthorizationToken"]
        resources = ["*"]
        reason    = "The action knows no resources."
      }
      WriteLog = {
        actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        resources = ["arn:${local.partition}:logs:${local.region}:${var.account_id}:log-group:/aws/sagemaker/Endpoints/${var.name}:*"]
        reason    = "The service names the streams within the group, one for each instance."
      }
      WriteMetrics = {
        actions    = ["cloudwatch:PutMetricData"]
        resources  = ["*"]
        reason     = "The action knows no resources; the condition narrows it to the endpoint's namespaces."
        conditions = [{ test = "StringEquals", variable = "cloudwatch:namespace", values = ["AWS/SageMaker", "/aws/sagemaker/Endpoints"] }]
      }
    }],
    [for capture in var.capture[*] : {
      Capture = {
        actions   = ["s3:PutObject"]
        resources = ["${capture.bucket_arn}/${capture.prefix}/*"]
        reason    = "The service names the files, below this folder."
      }
    }],
  )...)
}
