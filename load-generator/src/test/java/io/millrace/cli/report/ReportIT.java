package io.millrace.cli.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.page.Browser;
import io.millrace.job.lineage.OpenLineageSchema;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/**
 * Pages about runs, looked at in a browser. After a change that is meant to change how the page
 * looks, make the picture of the README anew:
 *
 * <pre>mvn verify -pl load-generator -am -Dit.test=ReportIT -Dmillrace.golden.write=true
 *     -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class ReportIT {
  private static final boolean WRITE = Boolean.getBoolean("millrace.golden.write");
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 1560;

  @TempDir static Path folder;
  private static Browser browser;

  @BeforeAll
  static void open() throws IOException {
    browser = Browser.open();
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static Path report(Path out) throws IOException {
    Path page = folder.resolve(out.getFileName() + ".html");
    CommandRun run = CommandRun.of("report", out.toString(), "--to", page.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).startsWith("Wrote " + page);
    return page;
  }

  private static List<String> titles() {
    return browser.all("figcaption strong").stream().map(WebElement::getText).toList();
  }

  @Test
  void showsAllThatAReplayDidAndNothingOfThePeopleInIt() throws Exception {
    Path out = folder.resolve("run");
    replayTellingABackend(out);
    Path page = report(out);
    String written = Files.readString(page);
    assertThat(personsIn(out))
        .hasSizeGreaterThan(100)
        .allMatch(person -> !written.contains(person));

    browser.show(page, false, WIDTH);

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).isEmpty();
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertThat(browser.all(".figure dd").get(0).getText())
        .startsWith(String.format("%,d", summary.path("read").asLong()));
    assertThat(browser.one(".figure.good").getText()).contains("balance");
    assertThat(titles())
        .contains(
            "Events a second",
            "By time of arrival",
            "Broken rules over event time",
            "Latency of the endpoint, 95 %",
            "By reason",
            "By rule",
            "What the run read and wrote",
            "Columns");
    assertThat(browser.one("#lineage .drawing svg").getText())
        .contains(String.format("%,d rows", summary.path("written").asLong()));
    assertThat(browser.<Boolean>run(chartOf("#throughput") + ".series[0].data.some(p => p[1] > 0)"))
        .isTrue();
    assertThat(
            browser.<String>run(
                chartOf("#lineage")
                    + ".series[0].links.filter(l => l.target"
                    + " === '>amount_ratio').map(l => l.source + ' ' + l.how).join()"))
        .isEqualTo("<amount computed,<customer_id grouped by,<event_time windowed by");
    picture("report.png");
    browser.dark(true).awaitDrawn();
    assertThat(browser.complaints()).isEmpty();
    picture("report-dark.png");
  }

  /** Values of the fields that the schema marks as personal. */
  private static List<String> personsIn(Path out) throws SQLException {
    List<String> persons = new ArrayList<>();
    try (Connection duckDb =
            DriverManager.getConnection("jdbc:duckdb:" + out.resolve("warehouse.duckdb"));
        Statement statement = duckDb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT DISTINCT unnest([customer_id, device_id]) AS person FROM"
                    + " scored_payments")) {
      while (rows.next()) {
        if (rows.getString(1) != null) {
          persons.add(rows.getString(1));
        }
      }
    }
    return persons;
  }

  /** Every lineage event follows the schema, and reaches the backend as well as the folder. */
  private static void replayTellingABackend(Path out) throws IOException {
    List<String> received = new CopyOnWriteArrayList<>();
    HttpServer backend =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/api/v1/lineage",
        exchange -> {
          received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    backend.start();
    try {
      CommandRun replay =
          CommandRun.of(
              "replay",
              "--events=" + (WRITE ? 60_000 : 6_000),
              "--out=" + out,
              "--lineage=http://127.0.0.1:" + backend.getAddress().getPort());
      assertThat(replay.exitCode()).as(replay.err()).isEqualTo(ExitCode.OK);
    } finally {
      backend.stop(0);
    }
    List<JsonNode> kept = events(Files.readAllLines(out.resolve("lineage/events.jsonl")));
    assertThat(kept).hasSizeGreaterThan(1);
    assertThat(kept).allSatisfy(event -> assertThat(OpenLineageSchema.faults(event)).isEmpty());
    assertThat(events(received)).containsExactlyInAnyOrderElementsOf(kept);
  }

  private static List<JsonNode> events(List<String> lines) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : lines) {
      events.add(new ObjectMapper().readTree(line));
    }
    return events;
  }

  /** Script for the options of the first chart of a section. */
  private static String chartOf(String section) {
    return "return echarts.getInstanceByDom(document.querySelector('"
        + section
        + " .canvas')).getOption()";
  }

  private static void picture(String name) throws IOException {
    Path picture = folder.resolve(name);
    browser.screenshot(picture, HEIGHT);
    assertThat(Files.size(picture)).isGreaterThan(50_000);
    if (WRITE) {
      Files.copy(picture, Path.of("../docs").resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void holdsForHalfAYearOfWindowsAndAWidePipeline() throws Exception {
    Path out = LargeRun.in(folder.resolve("large"));
    Path page = report(out);
    browser.show(page, true, WIDTH);

    assertThat(browser.complaints()).isEmpty();
    assertThat(titles()).contains("Population stability index", "Raised over event time");
    assertThat(browser.<Long>run(chartOf("#quality") + ".series[0].data.length"))
        .isBetween(1_000L, 30L * 120);
    assertThat(browser.one("#lineage > .search span").getText()).isEqualTo("700 rows");
    assertThat(browser.one("#lineage .note").getText()).contains("1,500 of 2,098");
    assertThat(browser.one("#alerts caption").getText()).isEqualTo("The last 500 of 3,000 alerts");
    assertThat(Files.size(page)).isLessThan(8_000_000);
  }

  @Test
  void saysWhatIsMissingOfARunThatHasHardlyBegun() throws IOException {
    Path out = Files.createDirectories(folder.resolve("begun"));
    Files.writeString(
        out.resolve("run.json"),
        "{\"runId\": \"r\", \"pipeline\": \"clicks\", \"pipelineHash\": \"h\"}");
    browser.show(report(out), false, WIDTH);

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.one("main > .note.warning").getText()).contains("has not ended", "--resume");
    assertThat(browser.all("section .note")).hasSize(browser.all("section").size());
  }

  @Test
  void refusesAFolderThatHoldsNoRun() {
    CommandRun run = CommandRun.of("report", folder.resolve("nothing").toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("holds no run", "run.json", "millrace replay");
  }
}
