# Terraform refuses to touch any account but the one that the variables name.
provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}

provider "aws" {
  alias               = "secondary"
  region              = var.secondary_region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}

# AWS knows cost and usage reports in this region only.
provider "aws" {
  alias               = "billing"
  region              = "us-east-1"
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}
