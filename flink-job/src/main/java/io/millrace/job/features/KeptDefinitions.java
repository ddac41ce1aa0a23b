package io.millrace.job.features;

import io.millrace.job.config.ChangedPipelineException;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/**
 * What the contributions of an entity are kept for, as its state tells a later job. That job may
 * ask for other windows over the same aggregates, as long as nothing it needs has been forgotten;
 * another list of aggregates reads the contributions as something else.
 *
 * <p>Bytes: version (byte: 1), retention in milliseconds (long), number of aggregates (int), each
 * as written in the pipeline file (UTF).
 */
final class KeptDefinitions {
  private static final int VERSION = 1;
  private static final ListStateDescriptor<byte[]> STATE =
      new ListStateDescriptor<>("definitions", BytePrimitiveArraySerializer.INSTANCE);

  private final String entity;
  private final List<String> aggregates;
  private final long retentionMillis;

  private KeptDefinitions(String entity, List<String> aggregates, long retentionMillis) {
    this.entity = entity;
    this.aggregates = List.copyOf(aggregates);
    this.retentionMillis = retentionMillis;
  }

  /**
   * Of an entity.
   *
   * @param name of its column
   */
  static KeptDefinitions of(FeatureStep.Entity entity, String name, Duration lateness) {
    Set<String> aggregates = new LinkedHashSet<>();
    for (WindowFeature feature : entity.windowFeatures()) {
      aggregates.add(feature.text());
    }
    return new KeptDefinitions(
        name,
        List.copyOf(aggregates),
        entity.longestWindow().plus(entity.delay()).plus(lateness).toMillis());
  }

  /**
   * Looks at the definitions in a restored state, and leaves these there. State of a version that
   * kept none says nothing.
   *
   * @throws ChangedPipelineException when the state does not serve these
   */
  void keepIn(OperatorStateStore store) throws Exception {
    // Every subtask is to see them, also when there are more of them now.
    ListState<byte[]> kept = store.getUnionListState(STATE);
    for (byte[] before : kept.get()) {
      require(parse(before));
    }
    kept.update(List.of(toBytes()));
  }

  void require(KeptDefinitions before) {
    if (before.aggregates.equals(aggregates) && before.retentionMillis >= retentionMillis) {
      return;
    }
    List<String> added = new ArrayList<>(aggregates);
    added.removeAll(before.aggregates);
    List<String> gone = new ArrayList<>(before.aggregates);
    gone.removeAll(aggregates);
    throw new ChangedPipelineException(
        "features of "
            + entity
            + " have changed: the restored state keeps "
            + before
            + ", the pipeline asks for "
            + this
            + said("new", added)
            + said("gone", gone));
  }

  private static String said(String what, List<String> aggregates) {
    return aggregates.isEmpty() ? "" : ", " + what + ": " + String.join(", ", aggregates);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(retentionMillis);
      out.writeInt(aggregates.size());
      for (String aggregate : aggregates) {
        out.writeUTF(aggregate);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be written", e);
    }
    return bytes.toByteArray();
  }

  KeptDefinitions parse(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IOException(
            "feature definitions of version " + version + "; this job reads " + VERSION);
      }
      long retention = in.readLong();
      List<String> texts = new ArrayList<>(Collections.nCopies(in.readInt(), ""));
      for (int i = 0; i < texts.size(); i++) {
        texts.set(i, in.readUTF());
      }
      return new KeptDefinitions(entity, texts, retention);
    }
  }

  @Override
  public String toString() {
    return String.join(", ", aggregates) + " for " + Duration.ofMillis(retentionMillis);
  }
}
