package io.millrace.cli.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.apache.commons.io.FileUtils;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium without a window, for tests that look at pages. It is offline, and has a profile of
 * its own that goes with it.
 */
public final class Browser implements AutoCloseable {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  private final ChromeDriver driver;
  private final Path profile;

  private Browser(ChromeDriver driver, Path profile) {
    this.driver = driver;
    this.profile = profile;
  }

  /** Opens one; without Chromium and its driver on the path, the test is skipped and says so. */
  public static Browser open() throws IOException {
    Optional<Path> chromium = onPath("chromium", "chromium-browser", "google-chrome");
    Optional<Path> chromedriver = onPath("chromedriver");
    assumeTrue(
        chromium.isPresent() && chromedriver.isPresent(),
        "skipped: looks at a page in Chromium, and there is no chromium, chromium-browser or"
            + " google-chrome with a chromedriver on the path; on Debian:"
            + " apt-get install chromium chromium-driver");
    Path profile = Files.createTempDirectory("millrace-browser");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.get().toFile())
            .usingAnyFreePort()
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options), profile);
    browser.driver.manage().timeouts().scriptTimeout(LONG_ENOUGH);
    browser.command("Network.enable", Map.of());
    browser.command(
        "Network.emulateNetworkConditions",
        Map.of("offline", true, "latency", 0, "downloadThroughput", 0, "uploadThroughput", 0));
    return browser;
  }

  private static Optional<Path> onPath(String... names) {
    List<String> folders = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
    return Arrays.stream(names)
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page that {@link Page} wrote, and waits until all on it is drawn. */
  public Browser show(Path page, boolean dark, int width) {
    width(width);
    dark(dark);
    driver.get(page.toUri().toString());
    return awaitDrawn();
  }

  /** Waits until charts and diagrams are drawn in the colours that the system has. */
  public Browser awaitDrawn() {
    driver.executeAsyncScript(
        "const done = arguments[arguments.length - 1]; const look = () => { const scheme ="
            + " matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';"
            + " document.documentElement.dataset.ready === 'true' &&"
            + " [...document.querySelectorAll('.canvas, .drawing')].every(e => e.dataset.drawn ==="
            + " scheme) ? done() : setTimeout(look, 20); }; look();");
    return this;
  }

  /** Makes the window as wide as told, in pixels. */
  public Browser width(int width) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    return this;
  }

  /** Sets what the system's colours are. */
  public Browser dark(boolean dark) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    return this;
  }

  /** The elements that a CSS selector finds. */
  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  public WebElement one(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Runs a script in the page and gives what it returns. */
  @SuppressWarnings("unchecked")
  public <T> T run(String script, Object... arguments) {
    return (T) driver.executeScript(script, arguments);
  }

  /** What the page wrote to its console since this was last asked: errors and warnings. */
  public List<String> complaints() {
    List<String> lines = new ArrayList<>();
    driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .forEach(entry -> lines.add(entry.getMessage()));
    return lines;
  }

  /** What the page asked servers or the disk for beyond itself. */
  public List<String> requests() {
    return run("return performance.getEntriesByType('resource').map(entry => entry.name)");
  }

  /** Takes a picture (PNG) of the page from its top, as high as told or as high as it is. */
  public void screenshot(Path file, int highest) throws IOException {
    Map<String, Object> size =
        run(
            "const e = document.documentElement; return"
                + " {width: e.clientWidth, height: e.scrollHeight}");
    long height = Math.min(highest, ((Number) size.get("height")).longValue());
    Map<String, Object> answer =
        command(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", 0, "width", size.get("width"), "height", height, "scale", 1)));
    Files.write(file, Base64.getDecoder().decode((String) answer.get("data")));
  }

  private Map<String, Object> command(String name, Map<String, Object> parameters) {
    return driver.executeCdpCommand(name, parameters);
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    FileUtils.deleteQuietly(profile.toFile());
  }
}
