package io.millrace.cli.send;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** How busy this process and its machine are: a reading, and what lies between two of them. */
final class ClientLoad {
  private final long nanos;
  private final long cpuNanos;
  private final long collections;
  private final long collectionMillis;
  private final int processors;

  private ClientLoad(
      long nanos, long cpuNanos, long collections, long collectionMillis, int processors) {
    this.nanos = nanos;
    this.cpuNanos = cpuNanos;
    this.collections = collections;
    this.collectionMillis = collectionMillis;
    this.processors = processors;
  }

  /** A reading of this process, or what lay between two readings. */
  static ClientLoad of(
      long nanos, long cpuNanos, long collections, long collectionMillis, int processors) {
    return new ClientLoad(nanos, cpuNanos, collections, collectionMillis, processors);
  }

  /** Reads the process. */
  static ClientLoad now(SendClock clock) {
    com.sun.management.OperatingSystemMXBean system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long collections = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collections += Math.max(0, collector.getCollectionCount());
      millis += Math.max(0, collector.getCollectionTime());
    }
    return new ClientLoad(
        clock.nanos(),
        system.getProcessCpuTime(),
        collections,
        millis,
        Runtime.getRuntime().availableProcessors());
  }

  /** What lies between an earlier reading and this one. */
  ClientLoad since(ClientLoad earlier) {
    return new ClientLoad(
        Math.max(1, nanos - earlier.nanos),
        cpuNanos - earlier.cpuNanos,
        collections - earlier.collections,
        collectionMillis - earlier.collectionMillis,
        processors);
  }

  /** Processors in use on average. */
  double cores() {
    return (double) cpuNanos / nanos;
  }

  int processors() {
    return processors;
  }

  /** Share of all processors, from 0 to 1. */
  double cpuShare() {
    return cores() / processors;
  }

  long collections() {
    return collections;
  }

  /** Milliseconds that garbage collection took. */
  long collectionMillis() {
    return collectionMillis;
  }

  /** Share of the time in which garbage was collected. */
  double collectionShare() {
    return (double) TimeUnit.MILLISECONDS.toNanos(collectionMillis) / nanos;
  }
}
