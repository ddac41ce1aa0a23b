package io.millrace.cli.send;

import io.millrace.job.kinesis.KinesisStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads all that lies in a stream. */
public final class StreamReader {
  private StreamReader() {}

  public interface Found {
    void take(String shard, String sequence, byte[] payload) throws IOException;
  }

  public static void read(String endpoint, KinesisStream stream, Found found) throws IOException {
    try (KinesisClient client =
        KinesisClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create(endpoint))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .build()) {
      for (String shard : stream.shards()) {
        String iterator =
            client
                .getShardIterator(
                    request ->
                        request
                            .streamName(stream.name())
                            .shardId(shard)
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        List<Record> records = List.of();
        do {
          String from = iterator;
          GetRecordsResponse page = client.getRecords(request -> request.shardIterator(from));
          records = page.records();
          for (Record record : records) {
            found.take(shard, record.sequenceNumber(), record.data().asByteArray());
          }
          iterator = page.nextShardIterator();
        } while (!records.isEmpty());
      }
    }
  }
}
