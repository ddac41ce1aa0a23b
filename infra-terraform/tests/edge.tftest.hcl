# The real provider, offline: plans only, with keys that are none.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

provider "aws" {
  alias                       = "billing"
  region                      = "us-east-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name        = "millrace-test"
  account_id  = "111122223333"
  readers     = { on-call = file("tests/policy/reader.pem") }
  key_arn     = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
  log_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-2"
  access_logs = "logs"
}

run "pages_for_who_can_sign" {
  command = plan
  module {
    source = "./modules/edge"
  }
  providers = {
    aws        = aws
    aws.global = aws.billing
  }

  assert {
    condition = (
      aws_cloudfront_distribution.this.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https" &&
      toset(aws_cloudfront_distribution.this.default_cache_behavior[0].allowed_methods) == toset(["GET", "HEAD"]) &&
      aws_cloudfront_distribution.this.default_root_object == "index.html" &&
      aws_cloudfront_distribution.this.viewer_certificate[0].cloudfront_default_certificate &&
      keys(aws_cloudfront_public_key.reader) == ["on-call"]
    )
    error_message = "Pages are read, by TLS, with a signature."
  }

  assert {
    condition = alltrue([
      strcontains(data.aws_iam_policy_document.pages.json, "arn:aws:cloudfront::111122223333:distribution/*"),
      strcontains(data.aws_iam_policy_document.pages.json, "arn:aws:s3:::millrace-test-111122223333-eu-west-1-pages/*"),
      strcontains(data.aws_iam_policy_document.logs.json, "arn:aws:logs:us-east-1:111122223333:delivery-source:millrace-test-pages"),
    ])
    error_message = "CloudFront of this account reads the pages; its logs come from us-east-1 into a bucket of ours."
  }

  assert {
    condition     = strcontains(aws_cloudfront_response_headers_policy.this.security_headers_config[0].content_security_policy[0].content_security_policy, "default-src 'none'") && length(aws_route53_record.pages) == 0
    error_message = "A page takes nothing from elsewhere, and stands at CloudFront's name where there is no other."
  }
}

run "with_a_domain" {
  command = plan
  module {
    source = "./modules/edge"
  }
  providers = {
    aws        = aws
    aws.global = aws.billing
  }
  variables {
    domain = { name = "pages.example.com", certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/1", zone_id = "Z0123456789" }
  }

  assert {
    condition     = aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021" && toset(aws_cloudfront_distribution.this.aliases) == toset(["pages.example.com"]) && keys(aws_route53_record.pages) == ["A", "AAAA"]
    error_message = "A domain has records and TLS 1.2."
  }
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/edge"
  }
  providers = {
    aws        = aws
    aws.global = aws.billing
  }
  variables {
    name               = "Millrace"
    account_id         = "1111"
    readers            = { on-call = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" }
    domain             = { name = "pages.example.com", certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1" }
    page_days          = 0
    log_retention_days = 0
  }
  expect_failures = [var.name, var.account_id, var.readers, var.domain, var.page_days, var.log_retention_days]
}

run "refuses_pages_for_everybody" {
  command = plan
  module {
    source = "./modules/edge"
  }
  providers = {
    aws        = aws
    aws.global = aws.billing
  }
  variables {
    readers = {}
  }
  expect_failures = [var.readers]
}
