package io.millrace.cli.trace;

import io.millrace.job.config.EventSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.source.RecordFiles;
import io.millrace.job.source.RecordReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The records that rows came from, where the files that held them can still be read. */
final class SourceRecords implements Closeable {
  private final Pipeline pipeline;
  private final Map<EventSpec.Format, EventDecoder> decoders =
      new EnumMap<>(EventSpec.Format.class);
  private Path open;
  private RecordReader reader;

  SourceRecords(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** A record's bytes, or why there are none. */
  static final class Found {
    private final byte[] bytes;
    private final String missing;

    private Found(byte[] bytes, String missing) {
      this.bytes = bytes;
      this.missing = missing;
    }

    /** Null when the record cannot be read. */
    byte[] bytes() {
      return bytes;
    }

    /** What to do where there are no bytes. */
    String missing() {
      return missing;
    }
  }

  /** Reads the record at an origin. */
  Found read(Origin origin) throws IOException {
    Optional<EventSpec.Format> format = RecordFiles.formatOf(origin.shard());
    if (format.isEmpty()) {
      return new Found(
          null,
          "it lies in stream "
              + origin.stream()
              + ", shard "
              + origin.shard()
              + ", for as long as the stream keeps it; read it with"
              + " 'aws kinesis get-shard-iterator --shard-iterator-type AT_SEQUENCE_NUMBER"
              + " --starting-sequence-number "
              + origin.sequence()
              + "' and 'aws kinesis get-records'");
    }
    Path file = Path.of(origin.stream()).resolve(origin.shard());
    if (!Files.exists(file)) {
      return new Found(null, file + " is gone; bring the file back to see the record");
    }
    Optional<byte[]> bytes = reader(file).read(Long.parseLong(origin.sequence()));
    return bytes
        .map(found -> new Found(found, null))
        .orElseGet(
            () ->
                new Found(
                    null, file + " has fewer records than it had; bring the file back as it was"));
  }

  private RecordReader reader(Path file) throws IOException {
    if (!file.equals(open)) {
      close();
      reader =
          new RecordReader(
              new org.apache.flink.core.fs.Path(file.toUri()), pipeline.event().schema());
      open = file;
    }
    return reader;
  }

  /** What a record decodes to; empty when it does not. */
  Optional<Event> decode(byte[] bytes, Origin origin) {
    EventSpec.Format format =
        RecordFiles.formatOf(origin.shard()).orElse(pipeline.event().format());
    Decoded decoded =
        decoders
            .computeIfAbsent(
                format, encoding -> EventDecoder.forReplay(pipeline.files().withFormat(encoding)))
            .decode(bytes, origin);
    return Optional.ofNullable(decoded.event());
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
      open = null;
    }
  }
}
