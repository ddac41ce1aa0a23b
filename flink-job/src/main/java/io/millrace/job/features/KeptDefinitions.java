package io.millrace.job.features;

import io.millrace.job.config.ChangedPipelineException;
import io.millrace.job.config.ColumnMeaning;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.features.state.StateSizes;
import io.millrace.job.features.tile.LayoutHistory;
import io.millrace.job.features.tile.TreeLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the contributions of an entity were kept for, under this and all former definitions, as its
 * state tells a later job. That one may ask for other aggregates and windows: each key's state is
 * read by the layout that wrote it. Only another entity reads it as something else.
 *
 * <p>Bytes: version (byte: 2), what the entity means (UTF), number of layouts (int), each as {@link
 * KeptLayout} has it, the first one first. Version 1 has the retention in milliseconds (long), the
 * number of aggregates (int), and each as written in the pipeline file (UTF).
 */
final class KeptDefinitions {
  private static final Logger LOG = LoggerFactory.getLogger(KeptDefinitions.class);
  private static final int VERSION = 2;
  private static final int TEXTS_ALONE = 1;
  private static final ListStateDescriptor<byte[]> STATE =
      new ListStateDescriptor<>("definitions", BytePrimitiveArraySerializer.INSTANCE);

  private final Pipeline pipeline;
  private final FeatureStep.Entity entity;
  private final String meaning;
  private List<KeptLayout> layouts;
  private ListState<byte[]> state;

  private KeptDefinitions(Pipeline pipeline, FeatureStep.Entity entity) {
    this.pipeline = pipeline;
    this.entity = entity;
    this.meaning = ColumnMeaning.in(pipeline).of(entity.entityColumn());
    this.layouts = List.of(KeptLayout.of(pipeline, entity));
  }

  /** Of an entity, of which nothing was kept before. */
  static KeptDefinitions of(Pipeline pipeline, FeatureStep.Entity entity) {
    return new KeptDefinitions(pipeline, entity);
  }

  /**
   * Looks at the definitions in a restored state, and goes on from them.
   *
   * @throws ChangedPipelineException when the state does not serve this one
   */
  void restore(OperatorStateStore store) throws Exception {
    // Every subtask is to see them, also when there are more of them now.
    state = store.getUnionListState(STATE);
    List<byte[]> before = new ArrayList<>();
    state.get().forEach(before::add);
    follow(before);
  }

  /** Goes on from what the subtasks of a job before left. */
  void follow(List<byte[]> before) throws IOException {
    List<KeptLayout> former = new ArrayList<>();
    long watermark = Long.MIN_VALUE;
    for (byte[] one : before) {
      List<KeptLayout> read = read(one);
      watermark = Math.max(watermark, read.get(read.size() - 1).watermark());
      former = read.size() > former.size() ? new ArrayList<>(read) : former;
    }
    if (former.isEmpty()) {
      return;
    }
    KeptLayout now = layouts.get(0);
    KeptLayout last = former.remove(former.size() - 1).at(watermark);
    former.add(last);
    if (last.isSame(now)) {
      layouts = former;
      return;
    }
    LOG.info(
        "Features of {}: the restored state keeps {}, from here on it keeps {}. Features of inputs"
            + " that are new ({}), and of windows longer than was kept, are null until they are"
            + " known whole",
        meaning,
        last,
        now,
        now.inputs().stream().filter(input -> !last.inputs().contains(input)).count());
    former.add(now);
    layouts = former;
  }

  /** Leaves the definitions to a later job. */
  void snapshot(long watermark) throws Exception {
    List<KeptLayout> left = new ArrayList<>(layouts);
    KeptLayout last = left.remove(left.size() - 1);
    // The last watermark of all tells how the input ended, and of no time.
    left.add(watermark == Long.MAX_VALUE ? last : last.at(Math.max(watermark, last.watermark())));
    layouts = left;
    state.update(List.of(toBytes()));
  }

  /** How keys are kept, and were. */
  LayoutHistory history(TreeLayout current, StateSizes sizes) {
    KeptLayout now = layouts.get(layouts.size() - 1);
    LayoutHistory history = LayoutHistory.of(current, now.retentionMillis());
    for (KeptLayout former : layouts.subList(0, layouts.size() - 1)) {
      history =
          history.after(
              new TreeLayout(
                  former.inputs().size(),
                  former.series(),
                  sizes.rootRows(),
                  sizes.leafRows(),
                  sizes.fanout()),
              now.sourcesIn(former),
              former.retentionMillis(),
              former.watermark());
    }
    return history;
  }

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(meaning);
      out.writeInt(layouts.size());
      for (KeptLayout layout : layouts) {
        layout.write(out);
      }
    }
    return bytes.toByteArray();
  }

  private List<KeptLayout> read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version == TEXTS_ALONE) {
        return List.of(readTexts(in));
      }
      if (version != VERSION) {
        throw new IOException(
            "feature definitions of version " + version + "; this job reads up to " + VERSION);
      }
      String former = in.readUTF();
      if (!former.equals(meaning)) {
        throw new ChangedPipelineException(
            "the entity " + former + " of the restored state is another one now, " + meaning);
      }
      List<KeptLayout> read = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        read.add(KeptLayout.read(in));
      }
      return read;
    }
  }

  /** Such a state tells no watermark: it is not known what has been forgotten. */
  private KeptLayout readTexts(DataInputStream in) throws IOException {
    long retention = in.readLong();
    KeptLayout read = KeptLayout.ofTexts(KeptLayout.readTexts(in), retention, pipeline, entity);
    KeptLayout now = layouts.get(0);
    if (retention < now.retentionMillis()) {
      throw new ChangedPipelineException(
          "features of "
              + meaning
              + ": the restored state keeps "
              + read
              + ", the pipeline asks for "
              + now
              + ", and the state is of a version of Millrace that did not say what it had"
              + " forgotten; leave windows, delay and lateness until this version has taken a"
              + " snapshot");
    }
    return read;
  }
}
