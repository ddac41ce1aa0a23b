output "id" {
  description = "Name of the bucket, known once it exists, is versioned and has its policy."
  value       = aws_s3_bucket.this.id
  depends_on  = [aws_s3_bucket_versioning.this, aws_s3_bucket_policy.this]
}

output "name" {
  description = "Name of the bucket, known before it exists."
  value       = var.name
}

output "arn" {
  description = "ARN of the bucket, known before it exists, so that policies can be read in a plan."
  value       = local.arn
}

output "regional_domain_name" {
  description = "Name by which CloudFront reads the bucket."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}
