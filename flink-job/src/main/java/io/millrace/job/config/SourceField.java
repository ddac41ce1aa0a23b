package io.millrace.job.config;

import java.util.Locale;
import java.util.Objects;

/**
 * A field of the event that a column comes from, and how. Immutable.
 *
 * @see <a
 *     href="https://openlineage.io/docs/spec/facets/dataset-facets/column_lineage_facet">OpenLineage:
 *     column lineage</a>
 */
public final class SourceField implements Comparable<SourceField> {

  /** How a field gets into a column, in the words of OpenLineage; the weaker change first. */
  public enum How {
    /** The field's value as it is. */
    IDENTITY("DIRECT"),
    /** An expression over the field's value. */
    TRANSFORMATION("DIRECT"),
    /** An aggregate of the field's values. */
    AGGREGATION("DIRECT"),
    /** The field decides which events are aggregated together. */
    GROUP_BY("INDIRECT"),
    /** The field decides which window an event is in. */
    WINDOW("INDIRECT"),
    /** The field decides whether there is a value. */
    FILTER("INDIRECT");

    private final String type;

    How(String type) {
      this.type = type;
    }

    /** DIRECT when the value comes from the field, INDIRECT when the field only decides on it. */
    public String type() {
      return type;
    }

    boolean isDirect() {
      return this == IDENTITY || this == TRANSFORMATION || this == AGGREGATION;
    }
  }

  private final String field;
  private final How how;

  SourceField(String field, How how) {
    this.field = Objects.requireNonNull(field);
    this.how = Objects.requireNonNull(how);
  }

  /** Name of the field, {@code outer.inner} when it is nested. */
  public String field() {
    return field;
  }

  public How how() {
    return how;
  }

  /**
   * The same field as source of a column that takes this one's value in this way: what is indirect
   * stays so, of two direct ways the one that changes more counts.
   */
  SourceField through(How next) {
    if (!next.isDirect()) {
      return new SourceField(field, next);
    }
    return new SourceField(field, how.compareTo(next) > 0 ? how : next);
  }

  @Override
  public int compareTo(SourceField other) {
    int byHow = how.compareTo(other.how);
    return byHow != 0 ? byHow : field.compareTo(other.field);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceField
        && field.equals(((SourceField) other).field)
        && how == ((SourceField) other).how;
  }

  @Override
  public int hashCode() {
    return Objects.hash(field, how);
  }

  @Override
  public String toString() {
    return field + " (" + how.name().toLowerCase(Locale.ROOT) + ')';
  }
}
