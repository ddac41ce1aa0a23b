package io.millrace.cli.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The shards of a stream at a moment, those that are closed included. Immutable. */
final class StreamShards {
  /** The first call of a client also connects, and loads its classes. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Shard> shards;

  private StreamShards(Map<String, Shard> shards) {
    this.shards = shards;
  }

  static StreamShards of(List<Shard> shards) {
    Map<String, Shard> byId = new TreeMap<>();
    shards.forEach(shard -> byId.put(shard.shardId(), shard));
    return new StreamShards(byId);
  }

  /**
   * Asks the service.
   *
   * @throws SdkException as the service says
   */
  static StreamShards read(KinesisAsyncClient client, String stream) {
    List<Shard> all = new ArrayList<>();
    ListShardsRequest request =
        ListShardsRequest.builder()
            .streamName(stream)
            .overrideConfiguration(o -> o.apiCallTimeout(PATIENCE))
            .build();
    while (request != null) {
      ListShardsResponse page;
      try {
        page = client.listShards(request).join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof SdkException) {
          throw (SdkException) e.getCause();
        }
        throw e;
      }
      all.addAll(page.shards());
      request =
          page.nextToken() == null
              ? null
              : request.toBuilder().streamName(null).nextToken(page.nextToken()).build();
    }
    return of(all);
  }

  private boolean isOpen(String id) {
    Shard shard = shards.get(id);
    return shard != null && shard.sequenceNumberRange().endingSequenceNumber() == null;
  }

  /** A sentence for each shard that was open before and is closed now. */
  List<String> changesSince(StreamShards before) {
    List<String> sentences = new ArrayList<>();
    for (String id : before.shards.keySet()) {
      if (before.isOpen(id) && !isOpen(id)) {
        List<String> children =
            shards.values().stream()
                .filter(
                    shard ->
                        id.equals(shard.parentShardId())
                            || id.equals(shard.adjacentParentShardId()))
                .map(Shard::shardId)
                .collect(Collectors.toList());
        sentences.add(
            "Shard "
                + id
                + " was closed in mid-run; its keys went on to "
                + (children.isEmpty() ? "other shards" : String.join(" and ", children))
                + '.');
      }
    }
    return sentences;
  }
}
