package io.millrace.job.warehouse;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.testing.DuckDb;
import io.millrace.job.testing.PurchasesJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;

/** What a job of purchases left in S3 and in the warehouse, to be compared. */
final class BothEnds {
  private static final Pipeline PIPELINE = Pipeline.of(PurchasesJob.FILES);

  private BothEnds() {}

  /** Copies all that is visible below a folder of S3 to this machine. */
  static void download(String from, Path to) throws IOException {
    org.apache.flink.core.fs.Path root = new org.apache.flink.core.fs.Path(from);
    copy(root.getFileSystem(), root, Files.createDirectories(to));
  }

  private static void copy(FileSystem s3, org.apache.flink.core.fs.Path from, Path to)
      throws IOException {
    for (FileStatus status : s3.listStatus(from)) {
      Path target = to.resolve(status.getPath().getName());
      if (status.isDir()) {
        copy(s3, status.getPath(), Files.createDirectories(target));
      } else {
        try (InputStream in = s3.open(status.getPath())) {
          Files.copy(in, target);
        }
      }
    }
  }

  /** The rows of the lake, each as a text, sorted. */
  static List<String> lake(Path lake) throws Exception {
    List<String> rows = new ArrayList<>();
    String sql = "SELECT " + columns("epoch_us(%s)") + " FROM " + DuckDb.parquet(lake);
    DuckDb.query(sql).forEach(row -> rows.add(text(row)));
    return rows.stream().sorted().toList();
  }

  /** The rows of the warehouse, in the same form. */
  static List<String> warehouse(RedshiftFixture redshift) throws Exception {
    String sql =
        "SELECT "
            + columns("(extract(epoch from %s) * 1000000)::bigint")
            + " FROM "
            + PIPELINE.table();
    return redshift.rows(sql).stream().map(BothEnds::text).sorted().toList();
  }

  private static String columns(String micros) {
    List<String> columns = new ArrayList<>();
    for (Column column : PIPELINE.layout().columns()) {
      String name = Sql.name(column.name());
      columns.add(column.type() == ColumnType.TIMESTAMP ? micros.formatted(name) : name);
    }
    return String.join(", ", columns);
  }

  private static String text(List<Object> row) {
    List<String> values = new ArrayList<>();
    for (Object value : row) {
      boolean number = value instanceof Number;
      values.add(String.valueOf(number ? ((Number) value).doubleValue() : value));
    }
    return String.join(", ", values);
  }
}
