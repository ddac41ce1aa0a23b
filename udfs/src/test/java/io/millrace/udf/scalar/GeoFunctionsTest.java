package io.millrace.udf.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeoFunctionsTest {
  private static final double RADIUS_KM = 6371.0088;

  @Test
  void measuresArcsOfKnownAngle() {
    double quarter = Math.PI / 2 * RADIUS_KM;

    assertThat(GeoFunctions.haversine(0, 0, 90, 0)).isEqualTo(quarter, within(1e-9));
    assertThat(GeoFunctions.haversine(0, 0, 0, 90)).isEqualTo(quarter, within(1e-9));
    assertThat(GeoFunctions.haversine(0, -180, 0, 180)).isEqualTo(0, within(1e-9));
    assertThat(GeoFunctions.haversine(90, 12, -90, 77)).isEqualTo(2 * quarter, within(1e-9));
    assertThat(GeoFunctions.haversine(0.3, 0, -0.3, 180)).isEqualTo(2 * quarter, within(1e-3));
    assertThat(GeoFunctions.haversine(52.5, 13.4, 52.5, 13.4)).isZero();
  }

  /** 36.12 N 86.67 W to 33.94 N 118.40 W is an arc of 0.4530599 radians. */
  @Test
  void measuresFromNashvilleToLosAngeles() {
    assertThat(GeoFunctions.haversine(36.12, -86.67, 33.94, -118.40))
        .isEqualTo(2886.448430, within(1e-5));
  }

  /** A metre along a meridian is 1 / 111,195 of a degree. */
  @Test
  void keepsItsAccuracyOverAMetre() {
    double degrees = Math.toDegrees(0.001 / RADIUS_KM);

    assertThat(GeoFunctions.haversine(60, 25, 60 + degrees, 25)).isEqualTo(0.001, within(1e-11));
  }

  @ParameterizedTest
  @CsvSource({"90.1, 0", "-91, 0", "0, 180.5", "0, -181"})
  void hasNoDistanceToWhatIsNoPlace(double latitude, double longitude) {
    assertThat(GeoFunctions.haversine(latitude, longitude, 0, 0)).isNaN();
    assertThat(GeoFunctions.haversine(0, 0, latitude, longitude)).isNaN();
  }
}
