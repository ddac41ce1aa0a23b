package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.record.QualityResult;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityJdbcSinkIT {
  @TempDir Path folder;

  @Test
  void aJobAppendsItsResultsToDuckDb() throws Exception {
    String url = "jdbc:duckdb:" + folder.resolve("warehouse.duckdb");
    List<QualityResult> results = new ArrayList<>();
    for (int i = 0; i < 7_000; i++) {
      results.add(
          QualityTableTest.result(Instant.ofEpochSecond(60L * i).toString(), "", 0, (double) i));
    }

    // DuckDB forgets a database when its last connection closes; so does no warehouse.
    try (Connection connection = DriverManager.getConnection(url)) {
      QualityTable.create(connection);
      Configuration configuration = new Configuration();
      configuration.set(PipelineOptions.GENERIC_TYPES, false);
      StreamExecutionEnvironment job =
          StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
      job.fromData(results, new AvroTypeInfo<>(QualityResult.class))
          .sinkTo(QualityJdbcSink.atLeastOnce(() -> DriverManager.getConnection(url)));
      job.execute();

      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT count(*), sum(value), max(window_end)::varchar"
                      + " FROM quality_results_latest")) {
        row.next();
        assertThat(row.getLong(1)).isEqualTo(7_000);
        assertThat(row.getDouble(2)).isEqualTo(7_000 * 6_999 / 2.0);
        assertThat(row.getString(3)).isEqualTo("1970-01-05 20:40:00");
      }
    }
  }
}
