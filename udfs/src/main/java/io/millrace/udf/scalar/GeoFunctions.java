package io.millrace.udf.scalar;

/** Functions of places on the earth: latitude and longitude in degrees, WGS 84. */
public final class GeoFunctions implements FunctionLibrary {
  /**
   * Mean radius R1 of the earth.
   *
   * @see <a href="https://doi.org/10.1007/s001900050278">H. Moritz, Geodetic Reference System 1980,
   *     Journal of Geodesy 74 (2000)</a>
   */
  private static final double RADIUS_KM = 6371.0088;

  /**
   * By the haversine formula, which stays exact for places that lie close together. The earth is no
   * sphere: the true distance differs by up to 0.5 %.
   */
  @ScalarFunction(
      "Kilometres between two places along the surface of the earth; null where a latitude lies"
          + " outside -90 to 90 or a longitude outside -180 to 180.")
  public static double haversine(
      double latitude1, double longitude1, double latitude2, double longitude2) {
    if (!isPlace(latitude1, longitude1) || !isPlace(latitude2, longitude2)) {
      return Double.NaN;
    }
    double north = Math.sin(Math.toRadians(latitude2 - latitude1) / 2);
    double east = Math.sin(Math.toRadians(longitude2 - longitude1) / 2);
    double h =
        north * north
            + Math.cos(Math.toRadians(latitude1))
                * Math.cos(Math.toRadians(latitude2))
                * east
                * east;
    // At opposite places, rounding may take h beyond 1.
    return 2 * RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
  }

  private static boolean isPlace(double latitude, double longitude) {
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  }
}
