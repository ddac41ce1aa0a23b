# The real provider, offline: plans only, with keys that are none.
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name        = "millrace-test"
  account_id  = "111122223333"
  definition  = jsondecode(file("catalog/payments.json"))
  lake_root   = "s3://lake/payments"
  kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
  access_logs = "logs"
}

run "payments" {
  command = plan
  module {
    source = "./modules/catalog"
  }

  assert {
    condition = { for table, definition in aws_glue_catalog_table.this : definition.name => definition.storage_descriptor[0].location } == {
      events      = "s3://lake/payments/lake"
      dead_letter = "s3://lake/payments/dead-letter"
      quarantine  = "s3://lake/payments/quarantine"
      quality     = "s3://lake/payments/quality"
      runs        = "s3://lake/payments/runs"
      variants    = "s3://lake/payments/variants"
    }
    error_message = "Each folder of the lake is a table."
  }

  assert {
    condition = (
      aws_glue_catalog_table.this["rows"].parameters["storage.location.template"] == "s3://lake/payments/lake/dt=$${dt}/hour=$${hour}" &&
      aws_glue_catalog_table.this["rows"].parameters["projection.dt.range"] == "2026-01-01,NOW+1DAY" &&
      aws_glue_catalog_table.this["rows"].parameters["projection.hour.digits"] == "2" &&
      aws_glue_catalog_table.this["quality"].parameters["storage.location.template"] == "s3://lake/payments/quality/dt=$${dt}" &&
      [for key in aws_glue_catalog_table.this["rows"].partition_keys : key.name] == ["dt", "hour"]
    )
    error_message = "Partitions follow from the paths that the job writes."
  }

  assert {
    condition = alltrue([
      for table, definition in aws_glue_catalog_table.this :
      [for column in definition.storage_descriptor[0].columns : "${column.name} ${column.type}"] == [for column in var.definition.tables[table].columns : "${lower(column.name)} ${column.type}"]
    ])
    error_message = "The columns are those of the pipeline, in its order."
  }

  assert {
    condition = (
      aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration &&
      aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 107374182400 &&
      aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].kms_key_arn == var.kms_key_arn
    )
    error_message = "No query reads more than the limit, and its results are encrypted, whatever the client asks for."
  }

  assert {
    condition     = keys(aws_athena_named_query.this) == ["dead-letters", "quality-over-time", "quarantined-by-rules", "runs", "trace-of-an-event", "variant-comparison"]
    error_message = "Each question stands in the workgroup."
  }

  # A name that a query takes from a table must be a column of one, or one that the query itself gives.
  assert {
    condition = alltrue(flatten([
      for name, query in aws_athena_named_query.this : [
        for word in distinct(regexall("[a-z][a-z]*_[a-z_]+[a-z0-9]*", replace(query.query, "/--[^\n]*/", ""))) :
        contains(flatten(concat(
          [for table in values(var.definition.tables) : [for column in table.columns : column.name]],
          values(aws_glue_catalog_table.this)[*].name,
          ["row_number", "date_format", "current_date", "min_by", "array_join", "approx_percentile"],
          ["first_arrival", "last_arrival", "first_origin", "event_day", "mean_score", "score_deviation", "score_p50", "score_p99", "ms_p50", "ms_p99"],
        )), word)
      ]
    ]))
    error_message = "Queries ask for columns that there are."
  }

  assert {
    condition     = strcontains(aws_athena_named_query.this["trace-of-an-event"].query, "CAST(event_id AS varchar)") && length(regexall("\\?", aws_athena_named_query.this["trace-of-an-event"].query)) == 3
    error_message = "An event is traced by its identity and two days."
  }
}

run "without_scores_and_hours" {
  command = plan
  module {
    source = "./modules/catalog"
  }
  variables {
    definition = {
      pipeline = "retail-lines"
      identity = "InvoiceNo"
      tables = {
        rows        = { columns = [{ name = "InvoiceNo", type = "string", comment = "" }], partitions = [] }
        dead-letter = { columns = [{ name = "reason", type = "string", comment = "" }], partitions = ["dt"] }
        quarantine  = { columns = [{ name = "rules", type = "array<string>", comment = "" }], partitions = ["dt"] }
        quality     = { columns = [{ name = "value", type = "double", comment = "" }], partitions = ["dt"] }
        runs        = { columns = [{ name = "run_id", type = "string", comment = "" }], partitions = ["dt"] }
      }
    }
  }

  assert {
    condition = (
      aws_glue_catalog_database.this.name == "millrace_test_retail_lines" &&
      !contains(keys(aws_glue_catalog_table.this["rows"].parameters), "projection.enabled") &&
      aws_glue_catalog_table.this["rows"].storage_descriptor[0].columns[0].name == "invoiceno" &&
      !contains(keys(aws_athena_named_query.this), "variant-comparison")
    )
    error_message = "A lake without partitions has none to project, and one without scores no variants."
  }
}

run "with_quicksight" {
  command = plan
  module {
    source = "./modules/catalog"
  }
  variables {
    quicksight = { principal_arn = "arn:aws:quicksight:eu-west-1:111122223333:group/default/analysts" }
  }

  assert {
    condition     = keys(aws_quicksight_data_set.this) == ["quality", "variants"] && length(aws_quicksight_dashboard.this["on"].definition[0].sheets[0].visuals) == 2 && one(aws_quicksight_data_source.this["on"].parameters).athena[0].work_group == "millrace-test"
    error_message = "QuickSight asks Athena, in the workgroup that has the limit."
  }

  assert {
    condition = alltrue([
      for dataset, definition in local.datasets : length(setsubtract([definition.time, definition.amount, definition.colour], keys(definition.columns))) == 0
    ])
    error_message = "A visual shows columns that its dataset has."
  }
}

run "refuses_quicksight_for_a_role" {
  command = plan
  module {
    source = "./modules/catalog"
  }
  variables {
    quicksight = { principal_arn = "arn:aws:iam::111122223333:role/analyst" }
  }
  expect_failures = [var.quicksight]
}

run "refuses_faulty_values" {
  command = plan
  module {
    source = "./modules/catalog"
  }
  variables {
    name           = "Millrace"
    account_id     = "1111"
    lake_root      = "s3://lake/"
    first_day      = "2026-13-01"
    scan_limit_gib = 0
    result_days    = 0
  }
  expect_failures = [var.name, var.account_id, var.lake_root, var.first_day, var.scan_limit_gib, var.result_days]
}

run "refuses_other_tables" {
  command = plan
  module {
    source = "./modules/catalog"
  }
  variables {
    definition = { pipeline = "p", identity = "a", tables = { rows = { columns = [{ name = "a", type = "string", comment = "" }], partitions = [] } } }
  }
  expect_failures = [var.definition]
}

run "refuses_types_that_are_not_written" {
  command = plan
  module {
    source = "./modules/catalog"
  }
  variables {
    definition = merge(jsondecode(file("catalog/payments.json")), {
      tables = merge(jsondecode(file("catalog/payments.json")).tables, { quality = { columns = [{ name = "value", type = "float", comment = "" }], partitions = ["dt"] } })
    })
  }
  expect_failures = [var.definition]
}

run "refuses_partitions_that_are_not_written" {
  command = plan
  module {
    source = "./modules/catalog"
  }
  variables {
    definition = merge(jsondecode(file("catalog/payments.json")), {
      tables = merge(jsondecode(file("catalog/payments.json")).tables, { quality = { columns = [{ name = "value", type = "double", comment = "" }], partitions = ["hour"] } })
    })
  }
  expect_failures = [var.definition]
}

run "refuses_names_that_differ_by_case" {
  command = plan
  module {
    source = "./modules/catalog"
  }
  variables {
    definition = merge(jsondecode(file("catalog/payments.json")), {
      tables = merge(jsondecode(file("catalog/payments.json")).tables, {
        quality = { columns = [{ name = "value", type = "double", comment = "" }, { name = "Value", type = "double", comment = "" }], partitions = ["dt"] }
      })
    })
  }
  expect_failures = [var.definition]
}

run "refuses_an_identity_that_is_no_column" {
  command = plan
  module {
    source = "./modules/catalog"
  }
  variables {
    definition = merge(jsondecode(file("catalog/payments.json")), { identity = "transaction" })
  }
  expect_failures = [var.definition]
}
