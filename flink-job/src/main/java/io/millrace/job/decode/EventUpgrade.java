package io.millrace.job.decode;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.RowIdentity;
import io.millrace.job.event.RulesetVersion;
import io.millrace.job.event.StoredLayout;
import java.util.Arrays;

/**
 * Makes events that a job before left in state, under another definition of the pipeline, events of
 * this one. Columns are matched by name and type; those that are new are null, but derived values,
 * which are all computed anew. An event whose bytes this definition would decode otherwise goes on
 * as its row alone. Belongs to one thread.
 */
final class EventUpgrade {
  private static final int NEW = -1;

  private final Pipeline pipeline;
  private final StoredLayout own;
  private final RowIdentity identity;
  private StoredLayout known;
  private int[] sources;

  EventUpgrade(Pipeline pipeline, StoredLayout own) {
    this.pipeline = pipeline;
    this.own = own;
    this.identity =
        RowIdentity.of(pipeline.layout(), pipeline.identityColumn(), pipeline.timestampColumn());
  }

  /** The event as one of this definition; itself where it is one. */
  Event of(Event event) {
    StoredLayout stored = event.stored();
    if (stored == null) {
      return event;
    }
    if (stored.isOf(own)) {
      event.setStored(null);
      return event;
    }
    if (stored != known) {
      sources = sources(stored.layout(), own.layout());
      known = stored;
    }
    Event upgraded = empty(event);
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != NEW) {
        upgraded.copyColumn(event, sources[i], i);
      }
    }
    identity.restore(upgraded);
    upgraded.setLate(event.isLate());
    upgraded.setHistory(event.isHistory());
    upgraded.setBrokenRules(event.brokenRules());
    upgraded.setRuleset(judgedBy(event));
    upgraded.setTrace(event.trace());
    derive(upgraded);
    return upgraded;
  }

  /** Null stands for the pipeline's own, which may be another now. */
  private RulesetVersion judgedBy(Event event) {
    RulesetVersion former = event.stored().ruleset();
    return event.ruleset() == null && !former.hash.equals(own.ruleset().hash)
        ? former
        : event.ruleset();
  }

  private Event empty(Event event) {
    boolean keepsBytes = !event.isRow() && event.stored().decodesAs(own);
    return keepsBytes
        ? new Event(event.payload(), event.origin(), sources.length)
        : Event.ofRow(event.origin(), sources.length);
  }

  /** Steps that the event has not passed yet do the same again. */
  private void derive(Event event) {
    for (FeatureStep step : pipeline.features()) {
      if (step instanceof FeatureStep.Derive) {
        for (FeatureStep.DerivedColumn derived : ((FeatureStep.Derive) step).columns()) {
          derived.expression().fill(event, derived.column());
        }
      }
    }
  }

  /** Where each column stands in the other layout. */
  private static int[] sources(Layout from, Layout to) {
    int[] sources = new int[to.size()];
    Arrays.fill(sources, NEW);
    for (int i = 0; i < sources.length; i++) {
      int theirs = from.position(to.column(i).name());
      if (theirs >= 0 && haveOneType(from.column(theirs), to.column(i))) {
        sources[i] = theirs;
      }
    }
    return sources;
  }

  private static boolean haveOneType(Column one, Column other) {
    return one.type() == other.type() && one.scale() == other.scale();
  }
}
