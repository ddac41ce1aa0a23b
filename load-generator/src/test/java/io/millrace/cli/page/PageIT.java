package io.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** A page with one of everything, as a browser without a network has it. */
class PageIT {
  private static final String HOSTILE = "</script><script>document.title='taken'</script><!--";

  private static Browser browser;
  @TempDir static Path folder;

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

  static Page everything() {
    double[] hours = DoubleStream.iterate(1.7e12, at -> at + 3.6e6).limit(72).toArray();
    double[] rates =
        DoubleStream.iterate(0, i -> i + 1)
            .limit(72)
            .map(i -> 5e4 + 2e4 * Math.sin(i / 5))
            .toArray();
    rates[20] = Double.NaN;
    Table table = new Table("Many rows").column("Name").numbers("Size").codes("Code");
    for (int i = 0; i < 30; i++) {
      table.row("row " + i, (i * 7) % 30, HOSTILE);
    }
    List<Long> columns =
        LongStream.range(0, 24).mapToObj(i -> 1_700_000_000_000L + i * 3_600_000).toList();
    double[] shares = new double[24];
    long[] counts = new long[24];
    for (int i = 0; i < 24; i++) {
      shares[i] = i % 5 / 4.0;
      counts[i] = 100;
    }
    return new Page(HOSTILE, "A page & its <parts>")
        .head(new Figures().add("Rows", "1,000").add("Lost", "0", "of 1,000", Status.GOOD))
        .section(
            new Section("Lines")
                .text("Over time.")
                .add(new Note(Status.WARNING, "Look here."))
                .add(
                    LineChart.overTime("Speed", Axis.NUMBER, "events/s")
                        .line("read " + HOSTILE, hours, rates)
                        .line("written", hours, hours.clone())
                        .mark(hours[10], "a mark")))
        .section(
            new Section("Others")
                .add(
                    new BarChart("Parts", Axis.NUMBER, "small", "large")
                        .bar("one", 1, 2)
                        .bar("a name", 3, 4))
                .add(
                    new Heatmap("Broken", "broken", Heatmap.Tone.BAD, columns)
                        .row("rule", shares, counts))
                .add(
                    new Diagram(
                        "Flow",
                        "a to b",
                        "flowchart LR\n a[" + Diagram.label("a \"<b>\" #1;") + "] --> b\n")))
        .section(new Section("Rows").add(table));
  }

  private static Path written(Page page) throws IOException {
    Path file = folder.resolve("page.html");
    page.writeTo(file);
    return file;
  }

  @Test
  void isDrawnWithoutANetworkInLightAndDarkAndComplainsOfNothing() throws IOException {
    Path file = written(everything());
    browser.show(file, false, 1280);
    Path light = folder.resolve("light.png");
    browser.screenshot(light, 4_000);

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).isEmpty();
    assertThat(browser.all(".canvas canvas")).hasSize(3);
    assertThat(browser.all(".drawing svg")).hasSize(1);
    assertThat(browser.one(".drawing").getText()).contains("a \"<b>\" #1;");

    browser.dark(true).awaitDrawn();
    Path dark = folder.resolve("dark.png");
    browser.screenshot(dark, 4_000);

    assertThat(browser.complaints()).isEmpty();
    assertThat(brightness(light)).isGreaterThan(200);
    assertThat(brightness(dark)).isLessThan(70);
  }

  /** The mean brightness of a picture, from 0 to 255. */
  private static double brightness(Path picture) throws IOException {
    var image = ImageIO.read(picture.toFile());
    return DoubleStream.iterate(0, i -> i + 1)
        .limit(10_000)
        .map(
            i -> {
              int rgb =
                  image.getRGB(
                      (int) (i * 7919 % image.getWidth()), (int) (i * 104_729 % image.getHeight()));
              return ((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 3.0;
            })
        .average()
        .orElseThrow();
  }

  @Test
  void showsAnyTextAsItIs() throws IOException {
    browser.show(written(everything()), false, 1280);

    assertThat(browser.one("h1").getText()).isEqualTo(HOSTILE);
    assertThat(browser.<String>run("return document.title")).isEqualTo(HOSTILE);
    assertThat(browser.one("td.code").getText()).isEqualTo(HOSTILE);
    assertThat(
            browser.<String>run(
                "return echarts.getInstanceByDom(document.querySelector('.canvas'))"
                    + ".getOption().series[0].name"))
        .isEqualTo("read " + HOSTILE);
  }

  @Test
  void sortsAndSearchesItsTablesByKeyboardAlone() throws IOException {
    browser.show(written(everything()), false, 1280);

    browser.one("#rows th.number button").sendKeys(Keys.ENTER);
    assertThat(browser.one("#rows tbody tr td.number").getText()).isEqualTo("29");
    browser.one("#rows th.number button").sendKeys(Keys.ENTER);
    assertThat(browser.one("#rows tbody tr td.number").getText()).isEqualTo("0");
    browser.one("#rows .search input").sendKeys("row 2");
    assertThat(browser.one("#rows .search span").getText()).isEqualTo("11 of 30 rows");
  }

  @Test
  void fitsANarrowWindow() throws IOException {
    browser.show(written(everything()), true, 400);

    assertThat(browser.<Long>run("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(400);
  }
}
