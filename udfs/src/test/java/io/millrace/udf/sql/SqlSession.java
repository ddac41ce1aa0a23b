package io.millrace.udf.sql;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;

/** Flink SQL in this process, in a zone far from UTC, and without Kryo. */
final class SqlSession {
  private final StreamExecutionEnvironment env;
  private final StreamTableEnvironment tables;

  private SqlSession(Configuration configuration) {
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, 2);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    tables = StreamTableEnvironment.create(env);
    tables.getConfig().setLocalTimeZone(ZoneId.of("Asia/Kathmandu"));
  }

  static SqlSession batch() {
    Configuration configuration = new Configuration();
    configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    return new SqlSession(configuration);
  }

  static SqlSession streaming(Configuration configuration) {
    return new SqlSession(configuration);
  }

  /** The session's environment, for sources of the DataStream API. */
  StreamExecutionEnvironment env() {
    return env;
  }

  StreamTableEnvironment tables() {
    return tables;
  }

  void register(String name, Class<?> function) {
    execute("CREATE FUNCTION " + name + " AS '" + function.getName() + "' LANGUAGE JAVA");
  }

  void table(String name, List<Row> rows, TypeInformation<Row> type, Schema schema) {
    tables.createTemporaryView(name, env.fromData(rows, type).setParallelism(1), schema);
  }

  void execute(String statement) {
    tables.executeSql(statement);
  }

  /** The rows of a result; those that a later one takes back or replaces are left out. */
  List<Row> query(String query) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> results = tables.executeSql(query).collect()) {
      while (results.hasNext()) {
        Row row = results.next();
        if (row.getKind() == RowKind.UPDATE_BEFORE || row.getKind() == RowKind.DELETE) {
          row.setKind(RowKind.INSERT);
          rows.remove(row);
        } else {
          row.setKind(RowKind.INSERT);
          rows.add(row);
        }
      }
    }
    return rows;
  }
}
