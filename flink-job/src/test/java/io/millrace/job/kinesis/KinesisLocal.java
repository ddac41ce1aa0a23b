package io.millrace.job.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Kinesis over HTTP on this machine: the npm package that {@code kinesis-local/package-lock.json}
 * pins, installed under {@code target/} and run by node. Nothing is sent to AWS.
 */
public final class KinesisLocal implements AutoCloseable {
  static final String REGION = "us-east-1";

  private static final Path FOLDER = Path.of("target", "kinesis-local");
  private static final Path PROGRAM = FOLDER.resolve("node_modules/kinesis-local");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> DURATIONS =
      List.of("CREATE_STREAM", "SPLIT_SHARD", "MERGE_SHARDS", "DELETE_STREAM");

  private final Process server;
  private final String endpoint;
  private final KinesisClient client;
  private final AtomicInteger streams = new AtomicInteger();

  private KinesisLocal(Process server, String endpoint, KinesisClient client) {
    this.server = server;
    this.endpoint = endpoint;
    this.client = client;
  }

  /** Why Kinesis cannot run here, and what to do; empty when it can. */
  static Optional<String> missing() {
    for (String program : List.of("node", "npm")) {
      boolean found =
          Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
      if (!found) {
        return Optional.of(
            "the tests against Kinesis are skipped: "
                + program
                + " is not on the PATH; on Debian: apt-get install nodejs npm");
      }
    }
    return Optional.empty();
  }

  /** Installs the server if it is not yet, and starts it on a free port. */
  static KinesisLocal start() throws IOException, InterruptedException {
    install();
    int port = freePort();
    Path loopback = FOLDER.resolve("loopback.js");
    Files.write(loopback, resource("loopback.js"));
    ProcessBuilder builder =
        new ProcessBuilder("node", "--require", loopback.toAbsolutePath().toString(), "main.js");
    builder.directory(PROGRAM.toFile()); // it reads its server.json from there
    Map<String, String> environment = builder.environment();
    environment.put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(port));
    environment.put("KINESIS_MOCK_TLS_PORT", Integer.toString(freePort()));
    environment.put("AWS_REGION", REGION);
    environment.put("LOG_LEVEL", "ERROR");
    DURATIONS.forEach(duration -> environment.put(duration + "_DURATION", "50ms"));
    Path log = FOLDER.resolve("server.log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process server = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::destroy)); // for tests that are killed
    String endpoint = "http://127.0.0.1:" + port;
    KinesisLocal kinesis =
        new KinesisLocal(
            server,
            endpoint,
            KinesisClient.builder()
                .region(Region.of(REGION))
                .endpointOverride(URI.create(endpoint))
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("dummy", "dummy")))
                .build());
    kinesis.awaitReady(log);
    return kinesis;
  }

  public String endpoint() {
    return endpoint;
  }

  /** A new stream of this many shards, which share the hash keys equally. */
  public KinesisStream createStream(int shards) throws InterruptedException {
    String name = "stream-" + streams.incrementAndGet();
    client.createStream(request -> request.streamName(name).shardCount(shards));
    KinesisStream stream = new KinesisStream(client, name);
    stream.awaitShards(shards);
    return stream;
  }

  @Override
  public void close() throws InterruptedException {
    client.close();
    server.destroy();
    if (!server.waitFor(5, TimeUnit.SECONDS)) {
      server.destroyForcibly().waitFor();
    }
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        client.listStreams();
        return;
      } catch (SdkClientException notYet) {
        if (!server.isAlive() || System.nanoTime() > deadline) {
          close();
          throw new IllegalStateException(
              "kinesis-local does not answer at " + endpoint + "; it says: " + tail(log), notYet);
        }
        Thread.sleep(100);
      }
    }
  }

  private static void install() throws IOException, InterruptedException {
    Path lock = FOLDER.resolve("package-lock.json");
    byte[] pinned = resource("package-lock.json");
    if (Files.exists(PROGRAM.resolve("main.js"))
        && Arrays.equals(pinned, Files.readAllBytes(lock))) {
      return;
    }
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve("package.json"), resource("package.json"));
    Files.write(lock, pinned);
    Path log = FOLDER.resolve("npm.log");
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!npm.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      npm.destroyForcibly();
    }
    if (npm.waitFor() != 0) {
      throw new IllegalStateException("npm ci in " + FOLDER + " failed; it says: " + tail(log));
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = KinesisLocal.class.getResourceAsStream("/kinesis-local/" + name)) {
      return in.readAllBytes();
    }
  }

  private static String tail(Path log) throws IOException {
    String text = Files.exists(log) ? Files.readString(log, UTF_8) : "";
    return text.substring(Math.max(0, text.length() - 2000));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
