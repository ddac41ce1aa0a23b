terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # Where the state lies differs between accounts: terraform init -backend-config=envs/dev.s3.tfbackend,
  # see README.md.
  backend "s3" {}
}
