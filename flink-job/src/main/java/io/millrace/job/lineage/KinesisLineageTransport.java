package io.millrace.job.lineage;

import io.millrace.job.aws.AwsPlace;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientUtils;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;

/** Puts events into a stream of Kinesis, those of one run in order. */
public final class KinesisLineageTransport implements LineageTransport {
  private static final long serialVersionUID = 1L;

  private final String streamArn;
  private final URI url;
  private final Duration timeout;
  private transient KinesisAsyncClient client;

  /**
   * A transport to a stream.
   *
   * @param streamArn the stream's ARN
   * @param url of a stand-in; null for AWS
   * @param timeout for one call, with what the client repeats
   */
  public KinesisLineageTransport(String streamArn, URI url, Duration timeout) {
    this.streamArn = Objects.requireNonNull(streamArn);
    this.url = url;
    this.timeout = Objects.requireNonNull(timeout);
  }

  @Override
  public void emit(RunEvent event) throws IOException {
    if (client == null) {
      KinesisAsyncClientBuilder builder = KinesisAsyncClient.builder();
      builder.overrideConfiguration(o -> o.apiCallTimeout(timeout));
      AwsPlace.ofResource(streamArn, url).locate(builder);
      client = builder.build();
    }
    PutRecordRequest request =
        PutRecordRequest.builder()
            .streamARN(streamArn)
            .streamName(streamArn.substring(streamArn.lastIndexOf('/') + 1))
            .partitionKey(event.getRun().getRunId().toString())
            .data(SdkBytes.fromUtf8String(OpenLineageClientUtils.toJson(event)))
            .build();
    try {
      client.putRecord(request).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      String words = "the stream " + streamArn + " did not take a lineage event";
      throw e.getCause() instanceof InvalidArgumentException
          ? new RefusedEventException(words, e.getCause())
          : new IOException(words, e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the stream " + streamArn + " did not answer in " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending to " + streamArn, e);
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
