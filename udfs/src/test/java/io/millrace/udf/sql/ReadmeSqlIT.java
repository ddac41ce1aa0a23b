package io.millrace.udf.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.types.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's SQL, statement by statement, and the result that stands below it. */
class ReadmeSqlIT {
  private static final String ADD_JAR = "ADD JAR '/path/to/udfs-0.1.0-SNAPSHOT-sql.jar'";

  /** The SQL client runs a stream unless it is told otherwise. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesTheResultThatThePageShows(boolean batch) throws Exception {
    SqlSession sql = batch ? SqlSession.batch() : SqlSession.streaming(new Configuration());
    String section = section();
    List<String> statements =
        Arrays.stream(section.split("```sql\n", 2)[1].split("```", 2)[0].split(";"))
            .map(String::strip)
            .filter(statement -> !statement.isEmpty())
            .toList();

    assertThat(statements).hasSizeGreaterThan(5).startsWith(ADD_JAR);
    // The classes are on the class path already.
    statements.subList(1, statements.size() - 1).forEach(sql::execute);
    List<Row> results = sql.query(statements.get(statements.size() - 1));

    assertThat(results).hasSize(2);
    assertThat(results.stream().map(ReadmeSqlIT::markdown))
        .allSatisfy(row -> assertThat(section).contains('\n' + row + '\n'));
  }

  private static String section() throws IOException {
    Path readme = Path.of("..", "README.md").toAbsolutePath().normalize();
    String page = Files.readString(readme);
    return page.substring(page.indexOf("## In Flink SQL")).split("\n## ", 2)[0];
  }

  private static String markdown(Row row) {
    return IntStream.range(0, row.getArity())
        .mapToObj(i -> String.valueOf(row.getField(i)))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
