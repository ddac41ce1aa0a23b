package io.millrace.cli.send;

import io.millrace.cli.UserException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * A Kinesis stream, written with <a
 * href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">PutRecords</a>,
 * the entity as partition key. A request may be taken in part; what was refused is sent again, and
 * until then no other event of its key is on its way ({@link KeyOrder}).
 *
 * <p>A request without an answer is sent again too: its events may then lie in the stream twice.
 */
public final class KinesisTarget implements Target {
  private static final String ACTIONS = "kinesis:ListShards and kinesis:PutRecords";
  private static final String THROTTLED = "ProvisionedThroughputExceededException";
  private static final Pattern SHARD = Pattern.compile("shardId-\\d+");

  /** Most of the API, with room for what it counts beside the payload. */
  private static final int MOST_RECORDS = 500;

  private static final int MOST_BYTES = 4 << 20;

  private static final int REQUESTS = 16;
  private static final int MOST_ON_THEIR_WAY = 10_000;
  private static final int ATTEMPTS = 10;
  private static final long LINGER = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 10;

  private final String stream;
  private final AwsAccess access;
  private final Semaphore room = new Semaphore(MOST_ON_THEIR_WAY);
  private final KeyOrder<Pending> order = new KeyOrder<>();
  private final ArrayDeque<Pending> ready = new ArrayDeque<>();
  private final Map<Pending, Boolean> onTheirWay = new ConcurrentHashMap<>();
  private final ScheduledExecutorService pauses =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "kinesis-retry"));

  private SdkAsyncHttpClient http;
  private KinesisAsyncClient client;
  private Deliveries deliveries;
  private StreamShards shardsBefore;
  private Thread dispatcher;
  private int requests;
  private volatile boolean over;

  /** An event that is neither delivered nor failed. */
  private static final class Pending {
    final Outgoing event;
    final AtomicBoolean told = new AtomicBoolean();
    long readyNanos;
    int attempts;

    Pending(Outgoing event) {
      this.event = event;
    }
  }

  public KinesisTarget(String stream, AwsAccess access) {
    this.stream = stream;
    this.access = access;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void open() {
    http = AwsAccess.http(REQUESTS, TIMEOUT);
    try {
      client = access.configure(KinesisAsyncClient.builder(), http, TIMEOUT).build();
      shardsBefore = StreamShards.read(client, stream);
    } catch (SdkException e) {
      throw new UserException(AwsFailures.connecting(e, toString(), ACTIONS), e);
    }
    dispatcher = daemon(this::dispatch, "kinesis-send");
    dispatcher.start();
  }

  @Override
  public void deliverTo(Deliveries listener) {
    this.deliveries = listener;
  }

  @Override
  public void awaitRoom() throws InterruptedException {
    room.acquire();
  }

  @Override
  public void send(Outgoing event) {
    Pending pending = new Pending(event);
    onTheirWay.put(pending, true);
    synchronized (this) {
      if (order.begin(event.key(), pending)) {
        makeReady(pending);
      }
    }
  }

  private synchronized void makeReady(Pending pending) {
    pending.readyNanos = System.nanoTime();
    ready.addLast(pending);
    notifyAll();
  }

  private void dispatch() {
    try {
      while (!over) {
        put(nextBatch());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      deliveries.abort(new UserException("sending to " + this + " failed: " + e, e));
    }
  }

  /** Waits for a request's worth of events, or for the oldest to have waited long enough. */
  private synchronized List<Pending> nextBatch() throws InterruptedException {
    while (requests >= REQUESTS || !isDue()) {
      if (ready.isEmpty() || requests >= REQUESTS) {
        wait();
      } else {
        TimeUnit.NANOSECONDS.timedWait(
            this, Math.max(1, ready.peekFirst().readyNanos + LINGER - System.nanoTime()));
      }
    }
    List<Pending> batch = new ArrayList<>();
    long bytes = 0;
    while (!ready.isEmpty() && batch.size() < MOST_RECORDS) {
      bytes += ready.peekFirst().event.payload().length;
      if (!batch.isEmpty() && bytes > MOST_BYTES) {
        break;
      }
      batch.add(ready.removeFirst());
    }
    requests++;
    return batch;
  }

  private boolean isDue() {
    return ready.size() >= MOST_RECORDS
        || !ready.isEmpty() && System.nanoTime() - ready.peekFirst().readyNanos >= LINGER;
  }

  private void put(List<Pending> batch) {
    List<PutRecordsRequestEntry> entries =
        batch.stream()
            .map(
                pending ->
                    PutRecordsRequestEntry.builder()
                        .partitionKey(pending.event.key())
                        .data(SdkBytes.fromByteArrayUnsafe(pending.event.payload()))
                        .build())
            .collect(Collectors.toList());
    client
        .putRecords(PutRecordsRequest.builder().streamName(stream).records(entries).build())
        .whenComplete(
            (response, failure) -> {
              synchronized (this) {
                requests--;
                notifyAll();
              }
              if (failure == null) {
                answered(batch, response);
              } else {
                refused(batch, AwsFailures.unwrap(failure));
              }
            });
  }

  private void answered(List<Pending> batch, PutRecordsResponse response) {
    for (int i = 0; i < batch.size(); i++) {
      Pending pending = batch.get(i);
      PutRecordsResultEntry result = response.records().get(i);
      if (result.errorCode() == null) {
        if (pending.told.compareAndSet(false, true)) {
          deliveries.delivered(pending.event, result.shardId(), result.sequenceNumber());
        }
        finish(pending);
        continue;
      }
      if (result.errorCode().equals(THROTTLED)) {
        deliveries.throttled(pending.event, shardOf(result.errorMessage()));
      }
      again(pending, AwsFailures.failure(result.errorCode()));
    }
  }

  /** Kinesis names the shard in the words of a refusal only. */
  private static String shardOf(String message) {
    Matcher shard = SHARD.matcher(message == null ? "" : message);
    return shard.find() ? shard.group() : "a shard not named";
  }

  /** The whole request failed. */
  private void refused(List<Pending> batch, Throwable failure) {
    AwsFailures.fatal(failure, toString(), ACTIONS)
        .ifPresent(sentence -> deliveries.abort(new UserException(sentence, failure)));
    Failure why = AwsFailures.failure(AwsFailures.kind(failure));
    for (Pending pending : batch) {
      if (AwsFailures.isThrottling(failure)) {
        deliveries.throttled(pending.event, "the whole stream");
      }
      if (AwsFailures.isPassing(failure)) {
        again(pending, why);
      } else {
        fail(pending, why);
      }
    }
  }

  private void again(Pending pending, Failure why) {
    pending.attempts++;
    if (over || pending.attempts >= ATTEMPTS) {
      fail(pending, over ? Failure.unanswered() : why);
      return;
    }
    deliveries.retried(pending.event);
    long pause =
        Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(10, pending.attempts - 1));
    pauses.schedule(() -> makeReady(pending), pause, TimeUnit.MILLISECONDS);
  }

  private void fail(Pending pending, Failure why) {
    if (pending.told.compareAndSet(false, true)) {
      deliveries.failed(pending.event, why);
    }
    finish(pending);
  }

  /** Lets the next event of the key go. */
  private void finish(Pending pending) {
    if (onTheirWay.remove(pending) != null) {
      room.release();
      synchronized (this) {
        Pending next = order.finished(pending.event.key());
        if (next != null) {
          makeReady(next);
        }
      }
    }
  }

  @Override
  public void drain(long timeoutNanos) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    while (!onTheirWay.isEmpty() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    over = true;
    for (Pending pending : onTheirWay.keySet()) {
      if (pending.told.compareAndSet(false, true)) {
        deliveries.failed(pending.event, Failure.unanswered());
      }
    }
  }

  @Override
  public List<String> remarks() {
    try {
      return StreamShards.read(client, stream).changesSince(shardsBefore);
    } catch (SdkException e) {
      return List.of("Whether shards were closed in mid-run is not known: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    over = true;
    pauses.shutdownNow();
    if (dispatcher != null) {
      dispatcher.interrupt();
    }
    if (client != null) {
      client.close();
    }
    if (http != null) {
      http.close();
    }
  }

  @Override
  public String toString() {
    return "stream " + stream + ' ' + access;
  }
}
