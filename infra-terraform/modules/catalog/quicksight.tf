# QuickSight over the catalog: the quality of the data, and the variants of the model. It wants a
# subscription of the account, and rights of its service role to the workgroup and the lake, which are
# given in QuickSight itself.

locals {
  quicksight = { for quicksight in var.quicksight[*] : "on" => quicksight }

  # Only what answers a query stands in SQL; the rest is done by the visuals.
  datasets = merge(
    {
      quality = {
        sql     = "SELECT window_start, group_key, rule, metric, value, CASE WHEN passed THEN 0 ELSE 1 END AS failed FROM (SELECT *, row_number() OVER (PARTITION BY window_start, window_end, group_key, rule ORDER BY revision DESC, value DESC) AS position FROM ${local.database}.quality WHERE dt >= date_format(current_date - INTERVAL '30' DAY, '%Y-%m-%d')) WHERE position = 1"
        columns = { window_start = "DATETIME", group_key = "STRING", rule = "STRING", metric = "STRING", value = "DECIMAL", failed = "INTEGER" }
        time    = "window_start", amount = "failed", colour = "rule", title = "Rules that do not hold"
      }
    },
    {
      for dataset, definition in {
        variants = {
          sql     = "SELECT date_trunc('hour', event_time) AS hour, coalesce(model_variant, 'none') AS variant, count(*) AS events, avg(score) AS mean_score, approx_percentile(inference_ms, 0.99) AS ms_p99 FROM ${local.database}.${local.tables.rows.name} WHERE score_source IS NOT NULL${contains(local.tables.rows.partitions, "dt") ? " AND dt >= date_format(current_date - INTERVAL '30' DAY, '%Y-%m-%d')" : ""} GROUP BY 1, 2"
          columns = { hour = "DATETIME", variant = "STRING", events = "INTEGER", mean_score = "DECIMAL", ms_p99 = "DECIMAL" }
          time    = "hour", amount = "mean_score", colour = "variant", title = "Mean score by variant"
        }
      } : dataset => definition if local.scored
    },
  )
}

resource "aws_quicksight_data_source" "this" {
  for_each = local.quicksight

  aws_account_id = var.account_id
  data_source_id = var.name
  name           = "${var.name} lake"
  type           = "ATHENA"

  parameters {
    athena {
      work_group = aws_athena_workgroup.this.name
    }
  }

  permission {
    principal = each.value.principal_arn
    actions   = ["quicksight:DescribeDataSource", "quicksight:DescribeDataSourcePermissions", "quicksight:PassDataSource", "quicksight:UpdateDataSource", "quicksight:DeleteDataSource", "quicksight:UpdateDataSourcePermissions"]
  }

  ssl_properties {
    disable_ssl = false
  }

  tags = { Name = var.name }
}

resource "aws_quicksight_data_set" "this" {
  for_each = { for dataset, definition in local.datasets : dataset => definition if var.quicksight != null }

  aws_account_id = var.account_id
  data_set_id    = "${var.name}-${each.key}"
  name           = "${var.name} ${each.key}"
  import_mode    = "DIRECT_QUERY"

  physical_table_map {
    physical_table_map_id = each.key

    custom_sql {
      data_source_arn = aws_quicksight_data_source.this["on"].arn
      name            = each.key
      sql_query       = each.value.sql

      dynamic "columns" {
        for_each = each.value.columns

        content {
          name = columns.key
          type = columns.value
        }
      }
    }
  }

  permissions {
    principal = var.quicksight.principal_arn
    actions   = ["quicksight:DescribeDataSet", "quicksight:DescribeDataSetPermissions", "quicksight:PassDataSet", "quicksight:DescribeIngestion", "quicksight:ListIngestions"]
  }

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_quicksight_dashboard" "this" {
  for_each = local.quicksight

  aws_account_id      = var.account_id
  dashboard_id        = var.name
  name                = "${var.name}: quality and variants"
  version_description = substr(sha256(jsonencode(local.datasets)), 0, 16)

  definition {
    dynamic "data_set_identifiers_declarations" {
      for_each = aws_quicksight_data_set.this

      content {
        identifier   = data_set_identifiers_declarations.key
        data_set_arn = data_set_identifiers_declarations.value.arn
      }
    }

    sheets {
      sheet_id = "overview"
      title    = "Overview"

      dynamic "visuals" {
        for_each = local.datasets

        content {
          line_chart_visual {
            visual_id = visuals.key

            title {
              format_text {
                plain_text = visuals.value.title
              }
            }

            chart_configuration {
              field_wells {
                line_chart_aggregated_field_wells {
                  category {
                    date_dimension_field {
                      field_id         = "${visuals.key}-time"
                      date_granularity = "HOUR"

                      column {
                        data_set_identifier = visuals.key
                        column_name         = visuals.value.time
                      }
                    }
                  }

                  values {
                    numerical_measure_field {
                      field_id = "${visuals.key}-amount"

                      column {
                        data_set_identifier = visuals.key
                        column_name         = visuals.value.amount
                      }

                      aggregation_function {
                        simple_numerical_aggregation = visuals.key == "quality" ? "SUM" : "AVERAGE"
                      }
                    }
                  }

                  colors {
                    categorical_dimension_field {
                      field_id = "${visuals.key}-colour"

                      column {
                        data_set_identifier = visuals.key
                        column_name         = visuals.value.colour
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  permissions {
    principal = each.value.principal_arn
    actions   = ["quicksight:DescribeDashboard", "quicksight:ListDashboardVersions", "quicksight:QueryDashboard"]
  }

  tags = { Name = var.name }
}
