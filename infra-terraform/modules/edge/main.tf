# Report and lineage pages for those who have a key: a private bucket, and CloudFront before it. Nobody
# reads a page without a signature that one of the readers made.

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  prefix    = "${var.name}-${var.account_id}-${data.aws_region.current.id}"
  pages     = "${local.prefix}-pages"
  logs      = "${local.prefix}-pages-logs"

  # AWS's own policy CachingOptimized: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
  caching_optimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
}

data "aws_iam_policy_document" "pages" {
  statement {
    sid       = "CloudFrontReads"
    actions   = ["s3:GetObject"]
    resources = ["arn:${local.partition}:s3:::${local.pages}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }

    # The distribution's id is not known before it exists: any of this account.
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:cloudfront::${var.account_id}:distribution/*"]
    }
  }
}

module "pages" {
  source = "../bucket"

  name             = local.pages
  encryption       = { kms_key_arn = var.key_arn }
  access_logging   = { bucket = var.access_logs }
  policy_documents = [data.aws_iam_policy_document.pages.json]
  lifecycle_rules  = { pages = { expiration_days = var.page_days } }
  force_destroy    = var.force_destroy
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = var.name
  description                       = "Signs what CloudFront asks of the bucket of pages."
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_public_key" "reader" {
  for_each = var.readers

  name        = "${var.name}-${each.key}"
  comment     = "Signatures of ${each.key}"
  encoded_key = each.value
}

resource "aws_cloudfront_key_group" "readers" {
  name    = "${var.name}-readers"
  comment = "Who may read the pages of ${var.name}"
  items   = [for reader in aws_cloudfront_public_key.reader : reader.id]
}

# A report is one file without anything from elsewhere: its scripts and styles stand in it.
resource "aws_cloudfront_response_headers_policy" "this" {
  name    = var.name
  comment = "Pages of ${var.name}: TLS only, in no frame, and nothing from elsewhere."

  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      override                   = true
    }

    content_security_policy {
      content_security_policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
      override                = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "no-referrer"
      override        = true
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  comment             = "Report and lineage pages of ${var.name}"
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  default_root_object = "index.html"
  aliases             = var.domain[*].name
  wait_for_deployment = false # minutes, and nothing here depends on it

  origin {
    origin_id                = "pages"
    domain_name              = module.pages.regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  default_cache_behavior {
    target_origin_id           = "pages"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "redirect-to-https"
    compress                   = true
    cache_policy_id            = local.caching_optimized
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
    trusted_key_groups         = [aws_cloudfront_key_group.readers.id]
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  # CloudFront's own certificate comes with its own choice of protocols.
  viewer_certificate {
    cloudfront_default_certificate = var.domain == null
    acm_certificate_arn            = one(var.domain[*].certificate_arn)
    ssl_support_method             = var.domain == null ? null : "sni-only"
    minimum_protocol_version       = var.domain == null ? "TLSv1" : "TLSv1.2_2021"
  }

  tags = { Name = var.name }
}

resource "aws_route53_record" "pages" {
  for_each = var.domain == null ? toset([]) : var.domain.zone_id == null ? toset([]) : toset(["A", "AAAA"])

  zone_id = var.domain.zone_id
  name    = var.domain.name
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}
