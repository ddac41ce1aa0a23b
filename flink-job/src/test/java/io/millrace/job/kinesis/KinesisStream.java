package io.millrace.job.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** A stream of {@link KinesisLocal}, whose open shards are counted from 0 by their hash key. */
public final class KinesisStream {
  private final KinesisClient client;
  private final String name;

  KinesisStream(KinesisClient client, String name) {
    this.client = client;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Ids of the open shards, by hash key. */
  public List<String> shards() {
    return open().stream().map(Shard::shardId).collect(Collectors.toList());
  }

  /** Puts a record, and tells the shard and sequence number that it got. */
  PutRecordResponse put(int shard, byte[] payload) {
    return client.putRecord(
        request ->
            request
                .streamName(name)
                .partitionKey("any")
                .explicitHashKey(open().get(shard).hashKeyRange().startingHashKey())
                .data(SdkBytes.fromByteArray(payload)));
  }

  PutRecordResponse put(int shard, String payload) {
    return put(shard, payload.getBytes(UTF_8));
  }

  /** Closes a shard and opens two in its place. */
  public void split(int shard) throws InterruptedException {
    Shard parent = open().get(shard);
    BigInteger first = new BigInteger(parent.hashKeyRange().startingHashKey());
    BigInteger last = new BigInteger(parent.hashKeyRange().endingHashKey());
    int before = open().size();
    client.splitShard(
        request ->
            request
                .streamName(name)
                .shardToSplit(parent.shardId())
                .newStartingHashKey(first.add(last).shiftRight(1).toString()));
    awaitShards(before + 1);
  }

  /** Closes a shard and the one after it, and opens one in their place. */
  void mergeWithNext(int shard) throws InterruptedException {
    List<String> before = shards();
    client.mergeShards(
        request ->
            request
                .streamName(name)
                .shardToMerge(before.get(shard))
                .adjacentShardToMerge(before.get(shard + 1)));
    awaitShards(before.size() - 1);
  }

  /** Waits until a change of the stream is done; the client's own waiter looks every 10 s. */
  void awaitShards(int count) throws InterruptedException {
    while (!isActive() || open().size() != count) {
      Thread.sleep(20);
    }
  }

  private boolean isActive() {
    return client
            .describeStreamSummary(request -> request.streamName(name))
            .streamDescriptionSummary()
            .streamStatus()
        == StreamStatus.ACTIVE;
  }

  private List<Shard> open() {
    return client.listShards(request -> request.streamName(name)).shards().stream()
        .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
        .sorted(
            Comparator.comparing(shard -> new BigInteger(shard.hashKeyRange().startingHashKey())))
        .collect(Collectors.toList());
  }
}
