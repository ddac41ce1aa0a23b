package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageTransportTest {
  private final LineageEvents events = LineageEventsTest.events();

  @TempDir Path folder;

  @Test
  void appendsOneLinePerEventToAFile() throws Exception {
    Path target = folder.resolve("a b/lineage");
    FileTransport transport = InstantiationUtil.clone(new FileTransport(target.toString()));
    transport.emit(events.start());
    new FileTransport(new org.apache.flink.core.fs.Path(target.toUri()).toString())
        .emit(events.complete(RunTotals.none()));

    assertThat(Files.readAllLines(target.resolve("events.jsonl")))
        .extracting(line -> OpenLineageClientUtils.runEventFromJson(line).getEventType().name())
        .containsExactly("START", "COMPLETE");
  }

  @Test
  void postsEventsWithTheKeyAndReportsARefusalWithoutIt() throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          seen.add(
              exchange.getRequestMethod()
                  + ' '
                  + exchange.getRequestURI()
                  + ' '
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + ' '
                  + OpenLineageClientUtils.runEventFromJson(body).getEventType());
          exchange.sendResponseHeaders(seen.size() == 1 ? 201 : 503, -1);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (HttpLineageTransport transport =
        InstantiationUtil.clone(new HttpLineageTransport(url, "s3cret", Duration.ofSeconds(10)))) {
      transport.emit(events.start());
      assertThatThrownBy(() -> transport.emit(events.complete(RunTotals.none())))
          .isInstanceOf(IOException.class)
          .hasMessage("the lineage backend at " + url + " answered 503 to an event")
          .isNotInstanceOf(RefusedEventException.class)
          .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("s3cret"));
    } finally {
      server.stop(0);
    }

    assertThat(seen)
        .startsWith("POST /api/v1/lineage Bearer s3cret START")
        .contains("POST /api/v1/lineage Bearer s3cret COMPLETE");
  }

  @Test
  void keepsOnlyTheNewestEventThatWaitsForASlowBackend() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    try (LineageReporter reporter =
        new LineageReporter(
            event -> {
              busy.countDown();
              try {
                free.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              seen.add(event.getEventType().name());
            })) {
      reporter.send(events.start());
      assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
      reporter.send(events.running(RunTotals.none()));
      reporter.send(events.complete(RunTotals.none()));
      free.countDown();
    }

    assertThat(seen).containsExactly("START", "COMPLETE");
  }
}
