package io.millrace.udf.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.udf.scalar.FunctionLibrary;
import io.millrace.udf.scalar.FunctionRegistry;
import io.millrace.udf.scalar.FunctionSignature;
import io.millrace.udf.scalar.Micros;
import io.millrace.udf.scalar.ScalarFunction;
import io.millrace.udf.scalar.ValueType;
import java.lang.reflect.Method;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

/** Functions called from Flink SQL, against their methods called from Java. */
class LibraryFunctionIT {
  private static final long SEED = 20_260_401;
  private static final int ROWS = 60;
  private static final String ZONE = "America/St_Johns";
  private static final double[] EDGES = {-10, 0.5, 100};

  /** Columns of a row by the type of expression they stand for; enough for any function. */
  private static final int COLUMNS_OF_A_TYPE = 4;

  private static final List<ValueType> COLUMN_TYPES =
      List.of(ValueType.BOOLEAN, ValueType.LONG, ValueType.DOUBLE, ValueType.STRING);

  /** Both types of SQL that are timestamps, by the names of their columns. */
  private static final List<String> TIMESTAMPS = List.of("timestamp", "timestamp_ltz");

  @Test
  void everyOverloadAnswersAsItsMethodDoes() throws Exception {
    SqlSession sql = SqlSession.batch();
    List<Call> calls = calls(sql);
    List<Row> rows = rows(new Random(SEED));
    sql.table("events", rows, rowType(), schema());

    StringBuilder query = new StringBuilder("SELECT id");
    calls.forEach(call -> query.append(", ").append(call.sql));
    List<Row> results = sql.query(query + " FROM events");

    assertThat(results).hasSize(ROWS);
    for (Row result : results) {
      Row row = rows.get((int) (long) result.getField(0));
      for (int i = 0; i < calls.size(); i++) {
        assertThat(result.getField(i + 1))
            .as("seed %d: %s of %s", SEED, calls.get(i).sql, row)
            .isEqualTo(calls.get(i).expected(row));
      }
    }
  }

  @Test
  void wholeNumbersOfEverySizeAndDecimalsAreTaken() throws Exception {
    SqlSession sql = SqlSession.batch();
    sql.register("mr_abs", io.millrace.udf.sql.scalar.Abs.class);
    sql.register("mr_max", io.millrace.udf.sql.scalar.Max.class);
    sql.register("mr_bucketize", io.millrace.udf.sql.scalar.Bucketize.class);

    assertThat(
            sql.query(
                "SELECT mr_abs(a), mr_abs(b), mr_abs(c), mr_abs(d), mr_max(a, d), mr_max(a, 7),"
                    + " mr_abs(NULL), mr_bucketize(d, ARRAY[-4.5, 2]), mr_bucketize(d, ARRAY[1, 2])"
                    + " FROM (VALUES (CAST(-1 AS TINYINT), -2, CAST(-3.5 AS FLOAT), -4.25))"
                    + " AS v(a, b, c, d)"))
        .containsExactly(Row.of(1L, 2L, 3.5, 4.25, -1.0, 7L, null, 1L, 0L));
  }

  /** A function of somebody else, as {@link LibraryFunction} shows. */
  @Test
  void aFunctionOfYourOwnIsOneOfSqlToo() throws Exception {
    SqlSession sql = SqlSession.batch();
    sql.register("begin_of_hour", BeginOfHour.class);

    assertThat(sql.query("SELECT begin_of_hour(TO_TIMESTAMP_LTZ(1522573199123, 3))"))
        .containsExactly(Row.of(Instant.parse("2018-04-01T08:00:00Z")));
  }

  @Test
  void aZoneHasToBeAKnownOneAndALiteral() {
    SqlSession sql = SqlSession.batch();
    sql.register("mr_hour", io.millrace.udf.sql.scalar.Hour.class);
    String from = " FROM (VALUES (TIMESTAMP '2018-04-01 08:00:00', 'UTC')) AS v(t, z)";

    assertThatThrownBy(() -> sql.query("SELECT mr_hour(t, 'Europe/Atlantis')" + from))
        .hasStackTraceContaining(
            "hour(TIMESTAMP, ZONE): expected a known time zone as literal, got"
                + " 'Europe/Atlantis'; write e.g. 'Europe/Berlin'");
    assertThatThrownBy(() -> sql.query("SELECT mr_hour(t, z)" + from))
        .hasStackTraceContaining("expected a known time zone as literal, got none");
    assertThatThrownBy(() -> sql.query("SELECT mr_hour(z)" + from))
        .hasStackTraceContaining("mr_hour(TIMESTAMP[_LTZ])")
        .hasStackTraceContaining("mr_hour(TIMESTAMP[_LTZ], zone <literal STRING>)");
  }

  private static List<Call> calls(SqlSession sql) throws ReflectiveOperationException {
    FunctionRegistry registry = FunctionRegistry.load();
    List<Call> calls = new ArrayList<>();
    for (String name : registry.names()) {
      String type = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      String registered = "mr_" + name;
      sql.register(registered, Class.forName("io.millrace.udf.sql.scalar." + type));
      for (FunctionSignature function : registry.named(name)) {
        for (String timestamp : TIMESTAMPS) {
          Call call = Call.of(registered, function, timestamp);
          if (timestamp.equals(TIMESTAMPS.get(0)) || call.sql.contains(timestamp)) {
            calls.add(call);
          }
        }
      }
    }
    return calls;
  }

  private static List<Row> rows(Random random) {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < ROWS; id++) {
      Row row = Row.withNames();
      row.setField("id", id);
      for (int i = 0; i < COLUMNS_OF_A_TYPE; i++) {
        row.setField("boolean" + i, random.nextInt(6) == 0 ? null : random.nextBoolean());
        row.setField("long" + i, random.nextInt(6) == 0 ? null : number(random));
        row.setField("double" + i, random.nextInt(6) == 0 ? null : real(random));
        row.setField("string" + i, random.nextInt(6) == 0 ? null : text(random));
        Instant time = Instant.EPOCH.plus(random.nextLong(-1L << 51, 1L << 52), ChronoUnit.MICROS);
        boolean absent = random.nextInt(6) == 0;
        row.setField("timestamp_ltz" + i, absent ? null : time);
        row.setField(
            "timestamp" + i, absent ? null : LocalDateTime.ofInstant(time, ZoneOffset.UTC));
      }
      rows.add(row);
    }
    return rows;
  }

  private static long number(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextLong();
      case 1 -> Long.MIN_VALUE;
      default -> random.nextInt(-3, 12);
    };
  }

  private static double real(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> -0.0;
      case 3 -> random.nextDouble(-1e300, 1e300);
      default -> random.nextInt(-8, 200) / 2.0;
    };
  }

  private static String text(Random random) {
    List<String> texts =
        List.of("", "Ann@Example.ORG", " Über ", "🚲bike", "bike", "@", "a b", "b");
    return texts.get(random.nextInt(texts.size()));
  }

  private static TypeInformation<Row> rowType() {
    List<String> names = new ArrayList<>(List.of("id"));
    List<TypeInformation<?>> types = new ArrayList<>(List.of(Types.LONG));
    Map<String, TypeInformation<?>> columns =
        Map.of(
            "boolean", Types.BOOLEAN,
            "long", Types.LONG,
            "double", Types.DOUBLE,
            "string", Types.STRING,
            "timestamp", Types.LOCAL_DATE_TIME,
            "timestamp_ltz", Types.INSTANT);
    for (int i = 0; i < COLUMNS_OF_A_TYPE; i++) {
      for (Map.Entry<String, TypeInformation<?>> column : columns.entrySet()) {
        names.add(column.getKey() + i);
        types.add(column.getValue());
      }
    }
    return Types.ROW_NAMED(names.toArray(String[]::new), types.toArray(TypeInformation<?>[]::new));
  }

  private static Schema schema() {
    Schema.Builder schema = Schema.newBuilder().column("id", DataTypes.BIGINT());
    for (int i = 0; i < COLUMNS_OF_A_TYPE; i++) {
      schema
          .column("boolean" + i, DataTypes.BOOLEAN())
          .column("long" + i, DataTypes.BIGINT())
          .column("double" + i, DataTypes.DOUBLE())
          .column("string" + i, DataTypes.STRING())
          .column("timestamp" + i, DataTypes.TIMESTAMP(6))
          .column("timestamp_ltz" + i, DataTypes.TIMESTAMP_LTZ(6));
    }
    return schema.build();
  }

  /** One call of one overload. */
  private record Call(String sql, FunctionSignature function, List<Object> arguments) {

    /** A call with the columns of each parameter's type, from the first on. */
    static Call of(String registered, FunctionSignature function, String timestamp) {
      List<String> written = new ArrayList<>();
      List<Object> arguments = new ArrayList<>();
      for (ValueType parameter : function.parameters()) {
        switch (parameter) {
          case ZONE -> {
            written.add("'" + ZONE + "'");
            arguments.add(ZoneId.of(ZONE));
          }
          case NUMBERS -> {
            written.add("ARRAY" + Arrays.toString(EDGES));
            arguments.add(EDGES);
          }
          default -> {
            boolean time = parameter == ValueType.TIMESTAMP;
            String type = time ? timestamp : parameter.name().toLowerCase(Locale.ROOT);
            assertThat(time || COLUMN_TYPES.contains(parameter)).as("%s", function).isTrue();
            String column = type + written.size();
            written.add('`' + column + '`');
            arguments.add(column);
          }
        }
      }
      return new Call(registered + '(' + String.join(", ", written) + ')', function, arguments);
    }

    Object expected(Row row) throws ReflectiveOperationException {
      Object[] values = new Object[arguments.size()];
      for (int i = 0; i < values.length; i++) {
        Object argument = arguments.get(i);
        values[i] = argument instanceof String column ? row.getField(column) : argument;
        if (values[i] == null || values[i] instanceof Double real && !Double.isFinite(real)) {
          return null;
        }
        if (values[i] instanceof LocalDateTime local) {
          values[i] = local.toInstant(ZoneOffset.UTC);
        }
        if (values[i] instanceof Instant instant) {
          values[i] = ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        }
      }
      Object result = method().invoke(null, values);
      return result instanceof Double real && !Double.isFinite(real) ? null : result;
    }

    private Method method() throws NoSuchMethodException {
      Class<?>[] types =
          function.parameters().stream()
              .map(
                  type ->
                      switch (type) {
                        case BOOLEAN -> boolean.class;
                        case DOUBLE -> double.class;
                        case STRING -> String.class;
                        case ZONE -> ZoneId.class;
                        case NUMBERS -> double[].class;
                        default -> long.class;
                      })
              .toArray(Class<?>[]::new);
      return function.owner().getMethod(function.name(), types);
    }
  }

  /** A library as a user writes one. */
  public static final class Hours implements FunctionLibrary {
    @Micros
    @ScalarFunction("The begin of the hour.")
    public static long beginOfHour(@Micros long time) {
      return time - Math.floorMod(time, 3_600_000_000L);
    }
  }

  /** Its function of SQL. */
  public static final class BeginOfHour extends LibraryFunction {
    private static final long serialVersionUID = 1L;

    public BeginOfHour() {
      super(Hours.class, "beginOfHour");
    }
  }
}
