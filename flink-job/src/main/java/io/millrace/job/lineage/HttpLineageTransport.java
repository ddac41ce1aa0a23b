package io.millrace.job.lineage;

import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClientException;
import io.openlineage.client.transports.ApiKeyTokenProvider;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import io.openlineage.client.transports.HttpTransportResponseException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/** Posts events to a lineage backend such as Marquez, by OpenLineage's own client. */
public final class HttpLineageTransport implements LineageTransport {
  private static final long serialVersionUID = 1L;

  /** Answers that say that the event itself is wrong, or too large. */
  private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

  private final URI url;
  private final String apiKey;
  private final Duration timeout;
  private transient HttpTransport client;

  /**
   * @param url where the backend listens; events go to its {@code /api/v1/lineage}
   * @param apiKey sent as bearer token; null: none
   * @param timeout for connecting and for the answer
   */
  public HttpLineageTransport(URI url, String apiKey, Duration timeout) {
    this.url = Objects.requireNonNull(url);
    this.apiKey = apiKey;
    this.timeout = Objects.requireNonNull(timeout);
  }

  @Override
  public void emit(RunEvent event) throws IOException {
    if (client == null) {
      client = new HttpTransport(config());
    }
    try {
      client.emit(event);
    } catch (HttpTransportResponseException e) {
      String words =
          "the lineage backend at " + url + " answered " + e.getStatusCode() + " to an event";
      throw REFUSALS.contains(e.getStatusCode())
          ? new RefusedEventException(words, e)
          : new IOException(words, e);
    } catch (OpenLineageClientException e) {
      throw new IOException("the lineage backend at " + url + " did not take an event", e);
    }
  }

  private HttpConfig config() {
    HttpConfig config = new HttpConfig();
    config.setUrl(url);
    config.setTimeoutInMillis(Math.toIntExact(timeout.toMillis()));
    if (apiKey != null) {
      ApiKeyTokenProvider token = new ApiKeyTokenProvider();
      token.setApiKey(apiKey);
      config.setAuth(token);
    }
    return config;
  }

  @Override
  public void close() throws IOException {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
