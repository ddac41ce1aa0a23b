# The job makes its tables by itself, with its first load. Where the warehouse is to be ready before, the
# same statements are run here, as the user that loads, whose tables they then are.

locals {
  statements = { for i, sql in try(var.tables.statements, []) : format("%02d", i) => sql }
  views      = [for i, sql in local.statements : i if startswith(sql, "CREATE OR REPLACE VIEW")]
}

resource "aws_redshiftdata_statement" "table" {
  for_each = { for i, sql in local.statements : i => sql if !contains(local.views, i) }

  statement_name     = "${var.name}-table-${each.key}"
  cluster_identifier = one(aws_redshift_cluster.this[*].cluster_identifier)
  workgroup_name     = one(aws_redshiftserverless_workgroup.this[*].workgroup_name)
  database           = var.database
  secret_arn         = var.tables.secret_arn
  sql                = each.value
}

resource "aws_redshiftdata_statement" "view" {
  for_each = { for i, sql in local.statements : i => sql if contains(local.views, i) }

  statement_name     = "${var.name}-view-${each.key}"
  cluster_identifier = one(aws_redshift_cluster.this[*].cluster_identifier)
  workgroup_name     = one(aws_redshiftserverless_workgroup.this[*].workgroup_name)
  database           = var.database
  secret_arn         = var.tables.secret_arn
  sql                = each.value

  depends_on = [aws_redshiftdata_statement.table]
}
