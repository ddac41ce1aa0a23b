package io.millrace.cli.sql;

import io.millrace.job.config.Pipeline;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** A database in this process that has a pipeline's features by SQL under one name. */
interface SqlEngine extends AutoCloseable {

  /**
   * Executes what comes before the features, and keeps them under {@link SqlComparison#FEATURES}.
   */
  void prepare(FeatureSql sql) throws Exception;

  /** All rows of a result. */
  List<List<Object>> query(String query) throws Exception;

  @Override
  void close() throws Exception;

  static SqlEngine of(FeatureSql.Dialect dialect) throws Exception {
    return dialect == FeatureSql.Dialect.FLINK ? new Flink() : new DuckDb();
  }

  static SqlComparison comparison(FeatureSql.Dialect dialect, Pipeline pipeline, String lake) {
    return new SqlComparison(
        pipeline, dialect == FeatureSql.Dialect.FLINK ? new FlinkSql() : new DuckDbSql(), lake);
  }

  /** Flink SQL in batch mode. */
  final class Flink implements SqlEngine {
    private final TableEnvironment tables;

    Flink() {
      Configuration configuration = new Configuration();
      configuration.set(CoreOptions.DEFAULT_PARALLELISM, 2);
      configuration.set(PipelineOptions.GENERIC_TYPES, false);
      configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(768));
      configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
      configuration.set(NettyShuffleEnvironmentOptions.NETWORK_SORT_SHUFFLE_MIN_BUFFERS, 64);
      tables =
          TableEnvironment.create(
              EnvironmentSettings.newInstance()
                  .inBatchMode()
                  .withConfiguration(configuration)
                  .build());
    }

    @Override
    public void prepare(FeatureSql sql) {
      sql.preparations().forEach(tables::executeSql);
      tables.executeSql("CREATE TEMPORARY VIEW " + SqlComparison.FEATURES + " AS " + sql.query());
    }

    @Override
    public List<List<Object>> query(String query) throws Exception {
      List<List<Object>> rows = new ArrayList<>();
      try (CloseableIterator<Row> results = tables.executeSql(query).collect()) {
        while (results.hasNext()) {
          Row row = results.next();
          List<Object> values = new ArrayList<>();
          for (int i = 0; i < row.getArity(); i++) {
            values.add(row.getField(i));
          }
          rows.add(values);
        }
      }
      return rows;
    }

    @Override
    public void close() {}
  }

  /** DuckDB, in memory. */
  final class DuckDb implements SqlEngine {
    private final Connection connection = DriverManager.getConnection("jdbc:duckdb:");

    DuckDb() throws SQLException {}

    @Override
    public void prepare(FeatureSql sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        for (String preparation : sql.preparations()) {
          statement.execute(preparation);
        }
        statement.execute("CREATE TABLE " + SqlComparison.FEATURES + " AS " + sql.query());
      }
    }

    @Override
    public List<List<Object>> query(String query) throws SQLException {
      List<List<Object>> rows = new ArrayList<>();
      try (Statement statement = connection.createStatement();
          ResultSet results = statement.executeQuery(query)) {
        while (results.next()) {
          List<Object> values = new ArrayList<>();
          for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
            values.add(results.getObject(i));
          }
          rows.add(values);
        }
      }
      return rows;
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
