package io.millrace.cli.rescore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import io.millrace.job.aws.AwsPlace;
import io.millrace.job.lake.LakeFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a server that keeps what is put, by path. */
class S3FolderTest {
  @TempDir private Path local;

  private final Map<String, Integer> objects = new ConcurrentHashMap<>();
  private HttpServer server;
  private volatile int status = 200;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int bytes =
              Integer.parseInt(
                  String.valueOf(
                      exchange
                          .getRequestHeaders()
                          .getOrDefault("x-amz-decoded-content-length", java.util.List.of("-1"))
                          .get(0)));
          int sent = exchange.getRequestBody().readAllBytes().length;
          String path = exchange.getRequestURI().getPath();
          if (exchange.getRequestMethod().equals("PUT") && status == 200) {
            objects.put(path, bytes < 0 ? sent : bytes);
          } else if (exchange.getRequestMethod().equals("DELETE")) {
            objects.remove(path);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private S3Folder folder() {
    return S3Folder.at(
        "s3a://lake/millrace/rescored",
        AwsPlace.of(null, URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
  }

  @Test
  void putsFilesAndListsBesideEachOtherAndRemovesThem() throws Exception {
    Path part = Files.writeString(local.resolve("part-1.parquet"), "rows of it");
    try (S3Folder folder = folder()) {
      LakeFile file = folder.upload(part);
      String list = folder.put("1.manifest", "{}".getBytes(UTF_8));

      assertThat(file.path()).isEqualTo("s3://lake/millrace/rescored/part-1.parquet");
      assertThat(file.bytes()).isEqualTo(10);
      assertThat(list).isEqualTo("s3://lake/millrace/rescored/1.manifest");
      assertThat(objects)
          .containsOnly(
              Map.entry("/lake/millrace/rescored/part-1.parquet", 10),
              Map.entry("/lake/millrace/rescored/1.manifest", 2));
      folder.remove(list);
      assertThat(objects).containsOnlyKeys("/lake/millrace/rescored/part-1.parquet");
    }
  }

  @Test
  void saysWhatCannotBeWritten() {
    status = 403;
    try (S3Folder folder = folder()) {
      assertThatIOException()
          .isThrownBy(() -> folder.put("1.manifest", new byte[1]))
          .withMessageStartingWith("cannot write s3://lake/millrace/rescored/1.manifest: ");
    }
  }
}
