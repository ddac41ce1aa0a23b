package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import io.millrace.job.event.Event;
import java.util.List;

/** Compares an event's features with what they should be: counts equal, reals within 1e-9. */
final class FeatureAssertions {
  private static final double TOLERANCE = 1e-9;

  private FeatureAssertions() {}

  /**
   * Compares the features of the first entity.
   *
   * @param expected in the entity's order, null where null; null when all are
   */
  static void assertFeatures(Event event, Purchases purchases, Double[] expected, String where) {
    FeatureStep.Entity entity = (FeatureStep.Entity) purchases.pipeline().features().get(0);
    List<WindowFeature> features = entity.windowFeatures();
    for (int i = 0; i < features.size(); i++) {
      WindowFeature feature = features.get(i);
      Double value = expected == null ? null : expected[i];
      if (!equals(feature, valueOf(event, feature), value)) {
        assertThat(valueOf(event, feature))
            .as(where + ' ' + purchases.layout().column(feature.column()).name())
            .isEqualTo(value);
      }
    }
  }

  /** A feature's value; null when it has none. */
  static Double valueOf(Event event, WindowFeature feature) {
    if (event.isNull(feature.column())) {
      return null;
    }
    return feature.aggregate().isCount()
        ? Double.valueOf(event.getLong(feature.column()))
        : Double.valueOf(event.getDouble(feature.column()));
  }

  private static boolean equals(WindowFeature feature, Double actual, Double expected) {
    if (actual == null || expected == null) {
      return actual == null && expected == null;
    }
    double tolerance =
        feature.aggregate().isCount() ? 0 : TOLERANCE * Math.max(1, Math.abs(expected));
    return Math.abs(actual - expected) <= tolerance;
  }
}
