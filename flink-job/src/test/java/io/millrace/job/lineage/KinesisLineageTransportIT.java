package io.millrace.job.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.aws.AwsPlace;
import io.millrace.job.kinesis.KinesisServer;
import io.millrace.job.kinesis.KinesisStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Lineage events in a stream. */
class KinesisLineageTransportIT {
  private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @RegisterExtension static final KinesisServer SERVER = new KinesisServer();

  private final LineageEvents events = LineageEventsTest.events();
  private final URI url = URI.create(SERVER.kinesis().endpoint());

  @Test
  void putsTheEventsOfARunIntoOneShardInTheirOrder() throws Exception {
    KinesisStream stream = SERVER.kinesis().createStream(2);
    try (KinesisLineageTransport transport =
        InstantiationUtil.clone(new KinesisLineageTransport(ARN + stream.name(), url, TIMEOUT))) {
      transport.emit(events.start());
      transport.emit(events.running(LineageEventsTest.totals()));
      transport.emit(events.complete(LineageEventsTest.totals()));
    }

    assertThat(types(stream)).containsExactly("START", "RUNNING", "COMPLETE");
  }

  @Test
  void tellsThatAStreamIsNotThere() throws Exception {
    try (KinesisLineageTransport transport =
        new KinesisLineageTransport(ARN + "nowhere", url, TIMEOUT)) {
      assertThatThrownBy(() -> transport.emit(events.start()))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(RefusedEventException.class)
          .hasMessage("the stream " + ARN + "nowhere did not take a lineage event");
    }
  }

  private List<String> types(KinesisStream stream) throws Exception {
    KinesisAsyncClientBuilder builder = KinesisAsyncClient.builder();
    AwsPlace.of(null, url).locate(builder);
    List<String> types = new ArrayList<>();
    try (KinesisAsyncClient client = builder.build()) {
      for (String shard : stream.shards()) {
        String from =
            client
                .getShardIterator(
                    request ->
                        request
                            .streamName(stream.name())
                            .shardId(shard)
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .get()
                .shardIterator();
        for (Record found : client.getRecords(r -> r.shardIterator(from)).get().records()) {
          types.add(
              new ObjectMapper().readTree(found.data().asUtf8String()).path("eventType").asText());
        }
      }
    }
    return types;
  }
}
