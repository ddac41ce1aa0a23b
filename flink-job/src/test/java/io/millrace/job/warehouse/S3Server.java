package io.millrace.job.warehouse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;

/**
 * Adobe's S3Mock in a process of its own, with one bucket: multipart uploads, conditions and errors
 * are those of a server that others wrote. Maven puts it beside the tests.
 *
 * @see <a href="https://github.com/adobe/S3Mock">S3Mock</a>
 */
public final class S3Server implements S3Objects, AutoCloseable {
  public static final String BUCKET = "lake";

  private static final Path HOME = home();
  private static final Pattern PLAIN_PORT =
      Pattern.compile("Started ServerConnector@\\w+\\{HTTP/1.1, .*:(\\d+)}");
  private static final String READY = "Started S3MockApplication";

  private final Process process;
  private final int port;
  private final Path copies;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Tests of other modules find it in this one's folder. */
  private static Path home() {
    Path here = Path.of("target/s3-for-tests");
    return Files.exists(here) ? here : Path.of("../flink-job").resolve(here);
  }

  private S3Server(Process process, int port, Path copies) {
    this.process = process;
    this.port = port;
    this.copies = copies;
  }

  /**
   * Starts it on a free port.
   *
   * @param folder takes what was downloaded
   */
  public static S3Server start(Path folder) throws IOException {
    Path jar = HOME.resolve("s3mock.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          "expected "
              + jar.toAbsolutePath()
              + ", got nothing there; run mvn -pl flink-job -am generate-test-resources");
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--com.adobe.testing.s3mock.httpPort=0",
                "--com.adobe.testing.s3mock.domain.initialBuckets=" + BUCKET,
                // Each request is logged with its payload otherwise.
                "--logging.level.org.springframework.web=WARN")
            .redirectErrorStream(true)
            .start();
    try {
      return new S3Server(process, port(process), Files.createDirectories(folder));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static int port(Process process) throws IOException {
    BufferedReader printed =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder told = new StringBuilder();
    int port = 0;
    for (String line = printed.readLine(); line != null; line = printed.readLine()) {
      told.append(line).append('\n');
      Matcher connector = PLAIN_PORT.matcher(line);
      if (connector.find()) {
        port = Integer.parseInt(connector.group(1));
      }
      if (line.contains(READY)) {
        drain(printed);
        return port;
      }
    }
    throw new IllegalStateException("S3Mock ended:\n" + told);
  }

  /** A process whose output nobody reads stops when the pipe is full. */
  private static void drain(BufferedReader printed) {
    Thread thread =
        new Thread(
            () -> {
              try (printed) {
                while (printed.readLine() != null) {
                  // Of no interest.
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "s3mock-output");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ended, closed) -> {});
    thread.start();
  }

  public int port() {
    return port;
  }

  /** Puts an object into the bucket. */
  public void put(String key, Path file) throws IOException, InterruptedException {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + '/' + BUCKET + '/' + key))
            .PUT(HttpRequest.BodyPublishers.ofFile(file))
            .build();
    int status = http.send(put, BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("S3Mock answers " + status + " to " + key);
    }
  }

  /**
   * Makes Flink reach S3 by its own file system, loaded as a plugin, as the managed service has it.
   *
   * @param port of the server, or of what stands before it
   */
  static void install(int port) throws IOException {
    Configuration settings = new Configuration();
    settings.setString("s3.endpoint", "http://127.0.0.1:" + port);
    settings.setString("s3.path.style.access", "true");
    settings.setString("s3.access-key", "any");
    settings.setString("s3.secret-key", "unasked");
    settings.setString("s3.connection.ssl.enabled", "false");
    // S3Mock compares entity tags with their quotes, and finds every object changed.
    settings.setString("s3.change.detection.mode", "none");
    // Impatient: what a test lets fail is to reach the job.
    settings.setString("s3.attempts.maximum", "1");
    settings.setString("s3.retry.limit", "1");
    settings.setString("s3.retry.interval", "20ms");
    settings.setString("s3.retry.throttle.limit", "1");
    settings.setString("s3.retry.throttle.interval", "20ms");
    FileSystem.initialize(
        settings,
        new DefaultPluginManager(
            new DirectoryBasedPluginFinder(HOME.resolve("plugins")).findPlugins(),
            CoreOptions.getPluginParentFirstLoaderPatterns(settings)));
  }

  @Override
  public Optional<Path> file(String url) throws IOException {
    URI object = URI.create(url);
    HttpRequest get =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + port + '/' + object.getHost() + object.getRawPath()))
            .build();
    Path copy = copies.resolve(UUID.randomUUID().toString());
    try {
      int status = http.send(get, BodyHandlers.ofFile(copy)).statusCode();
      return status == 200 ? Optional.of(copy) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Uploads that were begun and neither completed nor given up, by their keys. */
  List<String> pendingUploads() throws IOException, InterruptedException {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + '/' + BUCKET + "?uploads"))
            .build();
    String answer = http.send(list, BodyHandlers.ofString()).body();
    return Pattern.compile("<Key>([^<]*)</Key>")
        .matcher(answer)
        .results()
        .map(key -> key.group(1))
        .toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
