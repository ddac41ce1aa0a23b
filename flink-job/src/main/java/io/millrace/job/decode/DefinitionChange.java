package io.millrace.job.decode;

import io.millrace.job.config.ChangedPipelineException;
import io.millrace.job.config.InvalidPipelineException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Column;
import io.millrace.job.event.Layout;
import io.millrace.job.event.StoredLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What of events in state another definition of their pipeline makes different. Columns may come
 * and go; what a field that stays holds may not change, nor what identifies an event.
 */
final class DefinitionChange {
  private static final String SCHEMA_SUFFIX = ".avsc";

  private final boolean ofLayout;

  private DefinitionChange(boolean ofLayout) {
    this.ofLayout = ofLayout;
  }

  /** Whether stored events have to be read as what they were, and brought into the new layout. */
  boolean isOfLayout() {
    return ofLayout;
  }

  /** What the events that a definition writes are. */
  static StoredLayout stored(Pipeline pipeline) {
    return new StoredLayout(
        pipeline.layout(),
        pipeline.hash(),
        decoding(pipeline.files()) + pipeline.event().format(),
        pipeline.quality().ruleset().hash());
  }

  /**
   * The difference between two definitions.
   *
   * @param computedBefore what the former ships beside the payload, by name and type
   * @throws ChangedPipelineException when events that the former left are none of the later one
   */
  static DefinitionChange between(
      PipelineFiles before, List<String> computedBefore, PipelineFiles now, List<String> computed) {
    Pipeline former;
    try {
      former = Pipeline.of(before);
    } catch (InvalidPipelineException e) {
      if (decoding(before).equals(decoding(now)) && computedBefore.equals(computed)) {
        return new DefinitionChange(false);
      }
      throw new ChangedPipelineException(
          "the restored state holds events of a definition that this version does not read: "
              + e.getMessage());
    }
    Pipeline later = Pipeline.of(now);
    requireFields(former, later);
    StoredLayout was = stored(former);
    StoredLayout is = stored(later);
    boolean same =
        was.decodesAs(is)
            && was.ruleset().hash.equals(is.ruleset().hash)
            && definitions(former.layout()).equals(definitions(later.layout()));
    return new DefinitionChange(!same);
  }

  private static void requireFields(Pipeline former, Pipeline later) {
    requireSame("event.id", former, former.event().idColumn(), later, later.event().idColumn());
    requireSame(
        "event.time", former, former.event().timeColumn(), later, later.event().timeColumn());
    for (int i = 0; i < later.layout().fields(); i++) {
      Column field = later.layout().column(i);
      int before = former.layout().position(field.name());
      if (before < 0 || former.layout().column(before).kind() != Column.Kind.FIELD) {
        if (!field.nullable()) {
          throw changed("is new and never null", field, "make it nullable");
        }
      } else {
        requireType(former.layout().column(before), field);
      }
    }
  }

  private static void requireType(Column before, Column field) {
    if (before.type() != field.type() || before.scale() != field.scale()) {
      throw changed("was " + before.type(), field, "give the changed field another name");
    }
    if (before.nullable() && !field.nullable()) {
      throw changed("may be null in events of before", field, "leave it nullable");
    }
  }

  private static ChangedPipelineException changed(String what, Column field, String remedy) {
    return new ChangedPipelineException(
        "the event schema has changed: the restored state may hold events, in which field "
            + field
            + ' '
            + what
            + "; "
            + remedy);
  }

  private static void requireSame(
      String key, Pipeline former, int before, Pipeline later, int now) {
    String was = before < 0 ? "content-hash" : former.layout().column(before).name();
    String is = now < 0 ? "content-hash" : later.layout().column(now).name();
    if (!was.equals(is)) {
      throw new ChangedPipelineException(
          key
              + " has changed: the restored state was made with "
              + was
              + ", the pipeline has "
              + is);
    }
  }

  /** What decides the columns, and the values of those that are computed. */
  private static List<String> definitions(Layout layout) {
    List<String> definitions = new ArrayList<>();
    for (Column column : layout.columns()) {
      // The doc of a derived column is its expression.
      definitions.add(column + (column.kind() == Column.Kind.DERIVED ? " = " + column.doc() : ""));
    }
    return definitions;
  }

  private static String decoding(PipelineFiles files) {
    StringBuilder hashes = new StringBuilder();
    for (String name : files.withoutArchives().keySet()) {
      if (name.endsWith(SCHEMA_SUFFIX)) {
        hashes.append(name).append(' ').append(files.hash(name)).append('\n');
      }
    }
    return hashes.toString();
  }
}
