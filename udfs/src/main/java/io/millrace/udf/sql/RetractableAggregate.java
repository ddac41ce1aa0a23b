package io.millrace.udf.sql;

/**
 * An aggregate that can take rows back: for an OVER window with a lower bound over a stream, and
 * for input that changes, such as another query's groups. It keeps every value of the group or
 * window until that is taken back, and goes over all of them for each result; where rows only come,
 * {@link LibraryAggregate} keeps less.
 */
public abstract class RetractableAggregate extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  /**
   * @param name of the aggregate in pipeline files
   */
  protected RetractableAggregate(String name) {
    super(new AggregateKind(name, true));
  }

  /**
   * Takes a row back; one that the state has lost, because it was kept for a time only, is gone.
   */
  public final void retract(AggregateState state, Object... arguments) {
    AggregateCall row = call();
    if (row.read(arguments) && state.isBound() && !Double.isNaN(row.value())) {
      ((KeptValues) state.values()).remove(row.place(), row.value());
    }
  }
}
