package io.millrace.cli.lake;

import io.millrace.cli.UserException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The columns that a lake's files have together, with DuckDB's names of their types. */
final class LakeSchema {
  private static final Pattern WHOLE = Pattern.compile("TINYINT|SMALLINT|INTEGER|BIGINT");
  private static final Pattern NUMBER = Pattern.compile(WHOLE + "|FLOAT|DOUBLE|DECIMAL.*");

  private final Map<String, String> types;

  private LakeSchema(Map<String, String> types) {
    this.types = types;
  }

  /** The schema of a table or table function. */
  static LakeSchema of(Statement statement, String files) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + files)) {
      while (columns.next()) {
        types.put(columns.getString("column_name"), columns.getString("column_type"));
      }
    }
    return new LakeSchema(types);
  }

  /**
   * @param columns positions in the pipeline's row
   * @throws UserException when one of them is missing or of another type
   */
  void require(Pipeline pipeline, List<Integer> columns, Path lake) {
    List<String> missing = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int position : columns) {
      Column column = pipeline.layout().column(position);
      String type = types.get(column.name());
      if (type == null) {
        missing.add(column.name());
      } else if (!isReadAs(column.type(), type)) {
        others.add(column.name() + " as " + column.type() + ", got " + type);
      }
    }
    String remedy =
        ": replay pipeline " + pipeline.name() + " again, or name the pipeline that wrote it";
    if (!missing.isEmpty()) {
      throw new UserException(lake + " has no column " + String.join(", ", missing) + remedy);
    }
    if (!others.isEmpty()) {
      throw new UserException(lake + " should have " + String.join("; ", others) + remedy);
    }
  }

  /** True when values of DuckDB's type are read as this type without loss, older files included. */
  private static boolean isReadAs(ColumnType type, String duckDb) {
    switch (type) {
      case INT:
      case LONG:
        return WHOLE.matcher(duckDb).matches();
      case DOUBLE:
      case DECIMAL:
        return NUMBER.matcher(duckDb).matches();
      case TIMESTAMP:
        return duckDb.startsWith("TIMESTAMP");
      case STRING:
        return duckDb.equals("VARCHAR");
      case BYTES:
        return duckDb.equals("BLOB");
      default:
        return duckDb.equals(type.name());
    }
  }
}
