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
