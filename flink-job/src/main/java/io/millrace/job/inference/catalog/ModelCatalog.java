package io.millrace.job.inference.catalog;

import io.millrace.job.inference.timing.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which models an endpoint serves: reads them at the start and from time to time, on the
 * thread of its timers.
 *
 * <p>An answer may be labelled with the version of {@link #current} when that is the same object
 * before the request is sent and after it is answered. This is never wrong as long as an endpoint
 * says that it changes for longer than the time between two readings before another model answers;
 * SageMaker, which first starts new instances, does so for minutes. Thread-safe.
 */
public final class ModelCatalog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCatalog.class);

  /** A reading itself may take so long. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ControlPlane controlPlane;
  private final String endpoint;
  private final Timers timers;
  private final Duration interval;
  private final CompletableFuture<Void> first = new CompletableFuture<>();
  private volatile Reading last = new Reading(ServedModels.UNKNOWN, 0);
  private volatile boolean everFailed;

  /**
   * Begins to read.
   *
   * @param timers its thread reads, and waits for the answers; closed with this catalog
   * @param interval between the end of a reading and the next
   */
  public ModelCatalog(
      ControlPlane controlPlane, String endpoint, Timers timers, Duration interval) {
    this.controlPlane = controlPlane;
    this.endpoint = endpoint;
    this.timers = timers;
    this.interval = interval;
    timers.schedule(Duration.ZERO, this::read);
  }

  private void read() {
    try {
      long begun = timers.nanoTime();
      ServedModels models = controlPlane.read(endpoint);
      ServedModels before = last.models;
      // Kept as the object that it was, by which an unchanged endpoint is known.
      last = new Reading(models.equals(before) ? before : models, begun);
      if (!models.equals(before)) {
        report(models);
      }
      everFailed = false;
    } catch (RuntimeException e) {
      last = new Reading(ServedModels.UNKNOWN, timers.nanoTime());
      if (!everFailed) {
        LOG.warn(
            "the models of endpoint {} cannot be read, so rows have no model_version until they"
                + " can: {}",
            endpoint,
            e.getClass().getSimpleName());
      }
      everFailed = true;
    } finally {
      first.complete(null);
      timers.schedule(interval, this::read);
    }
  }

  private void report(ServedModels models) {
    if (!models.isSteady()) {
      LOG.info("endpoint {} changes; rows have no model_version until it is done", endpoint);
      return;
    }
    models
        .byVariant()
        .forEach(
            (variant, model) -> {
              if (model.version().isEmpty() || model.inputsHash().isEmpty()) {
                LOG.warn(
                    "endpoint {}, variant {}: expected the tags {} and {} on model {}, got none of"
                        + " one; rows have no model_version, or other inputs stay unnoticed; tag"
                        + " the model with what its model.json says",
                    endpoint,
                    variant,
                    SageMakerControlPlane.INPUTS_HASH_TAG,
                    SageMakerControlPlane.MODEL_VERSION_TAG,
                    model.name());
              } else {
                LOG.info(
                    "endpoint {}, variant {} serves version {}",
                    endpoint,
                    variant,
                    model.version().get());
              }
            });
  }

  /** The models as last read; unknown when that failed or is long ago. */
  public ServedModels current() {
    Reading reading = last;
    boolean old = timers.nanoTime() - reading.atNanos > 2 * interval.toNanos() + GRACE_NANOS;
    return old ? ServedModels.UNKNOWN : reading.models;
  }

  /** Waits until the models were read once, or could not be; not longer than a time. */
  public void awaitFirst(Duration most) throws InterruptedException {
    try {
      first.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("the models of endpoint {} were not read within {} s", endpoint, most.toSeconds());
    } catch (ExecutionException e) {
      throw new IllegalStateException("the first reading only completes", e);
    }
  }

  @Override
  public void close() {
    timers.close();
  }

  /** Models, and when their reading began. */
  private static final class Reading {
    final ServedModels models;
    final long atNanos;

    Reading(ServedModels models, long atNanos) {
      this.models = models;
      this.atNanos = atNanos;
    }
  }
}
