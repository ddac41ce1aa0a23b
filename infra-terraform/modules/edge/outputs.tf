output "bucket" {
  description = "The bucket that pages are put into."
  value       = module.pages.name
}

output "url" {
  description = "Where pages are read, with a signature."
  value       = "https://${var.domain == null ? aws_cloudfront_distribution.this.domain_name : var.domain.name}"
}

output "distribution_id" {
  description = "The distribution, whose copies of a page that changed are to be invalidated."
  value       = aws_cloudfront_distribution.this.id
}

output "key_ids" {
  description = "Id of each reader's key, which signatures name (key-pair-id)."
  value       = { for reader, key in aws_cloudfront_public_key.reader : reader => key.id }
}
