# The model endpoint, in each region in which the job runs.

locals {
  endpoint = one([for inference in var.inference[*] : "${local.name}-${inference.endpoint}"])

  models = toset(flatten([
    for inference in var.inference[*] : [
      for model in concat(values(inference.variants), inference.shadow[*]) : model.model
    ]
  ]))

  # By path of the file; the key says what is in it, so that no endpoint ever changes its model unseen.
  model_hashes = { for path in local.models : path => filesha256(path) }
  model_keys   = { for path, hash in local.model_hashes : path => "models/${substr(hash, 0, 16)}/model.tar.gz" }

  variants = merge([
    for inference in var.inference[*] : {
      for name, variant in inference.variants : name => merge(variant, { content_hash = local.model_hashes[variant.model] })
    }
  ]...)

  shadow = one(flatten([
    for inference in var.inference[*] : [
      for shadow in inference.shadow[*] : merge(shadow, { content_hash = local.model_hashes[shadow.model] })
    ]
  ]))

  capture_percent = try(var.inference.capture_percent, 0)
}

resource "aws_s3_object" "model" {
  for_each = local.model_keys

  bucket      = module.lake.code.id
  key         = each.value
  source      = each.key
  source_hash = local.model_hashes[each.key]
}

resource "aws_s3_object" "standby_model" {
  for_each = local.running ? local.model_keys : {}
  provider = aws.secondary

  bucket      = module.lake.replica.code.id
  key         = "standby/${each.value}"
  source      = each.key
  source_hash = local.model_hashes[each.key]
}

module "inference" {
  source = "./modules/inference"
  count  = var.inference == null ? 0 : 1

  name               = local.endpoint
  account_id         = var.account_id
  variants           = { for name, variant in local.variants : name => merge(variant, { model_key = aws_s3_object.model[variant.model].key }) }
  shadow             = local.shadow == null ? null : merge(local.shadow, { model_key = aws_s3_object.model[local.shadow.model].key })
  models             = { bucket_arn = module.lake.code.arn, key_alias = module.kms.aliases["lake"] }
  capture            = local.capture_percent == 0 ? null : { bucket_arn = module.lake.lake.arn, prefix = "${var.pipeline.name}/capture", percent = local.capture_percent }
  key                = { arn = module.kms.arns["inference"], alias = module.kms.aliases["inference"] }
  log_key_arn        = module.kms.arns["logs"]
  log_retention_days = var.retention.log_days
  alarm_actions      = [module.observability.topic_arns.notices]
  hours              = var.inference.hours
}

# An endpoint cannot be stopped, only be there or not: a pilot light has none, and its job writes the
# fallback until dr_mode is warm.
module "standby_inference" {
  source    = "./modules/inference"
  count     = var.inference != null && local.running ? 1 : 0
  providers = { aws = aws.secondary }

  name               = local.endpoint
  account_id         = var.account_id
  variants           = { for name, variant in local.variants : name => merge(variant, { model_key = aws_s3_object.standby_model[variant.model].key }) }
  shadow             = local.shadow == null ? null : merge(local.shadow, { model_key = aws_s3_object.standby_model[local.shadow.model].key })
  models             = { bucket_arn = module.lake.replica.code.arn, key_alias = module.kms.aliases["lake"] }
  capture            = local.capture_percent == 0 ? null : { bucket_arn = module.lake.replica.lake.arn, prefix = "${var.pipeline.name}-standby/capture", percent = local.capture_percent }
  key                = { arn = module.kms.secondary_arns["inference"], alias = module.kms.aliases["inference"] }
  log_key_arn        = module.kms.secondary_arns["logs"]
  log_retention_days = var.retention.log_days
  alarm_actions      = [module.standby_observability[0].topic_arns.notices]
}
