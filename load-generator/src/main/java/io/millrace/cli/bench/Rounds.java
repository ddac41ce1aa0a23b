package io.millrace.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures several things in turn, round after round, so that what else happens on the machine
 * falls on all of them alike. The first round, in which code is compiled, does not count.
 */
final class Rounds {
  /** Something that is measured: takes a value. */
  interface Measurement {
    double measure() throws Exception;
  }

  private final Map<String, Measurement> measurements = new LinkedHashMap<>();
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  /** Adds something to measure. */
  void add(String name, Measurement measurement) {
    measurements.put(name, measurement);
    values.put(name, new ArrayList<>());
  }

  /**
   * Measures everything so many times.
   *
   * @param done is called after each measurement
   */
  void run(int rounds, Runnable done) throws Exception {
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Measurement> one : measurements.entrySet()) {
        double value = one.getValue().measure();
        if (round > 0) {
          values.get(one.getKey()).add(value);
        }
        done.run();
      }
    }
  }

  /** How many things are measured. */
  int measurements() {
    return measurements.size();
  }

  /** All values of a measurement, in the order in which they were taken. */
  List<Double> values(String name) {
    return values.get(name);
  }

  double median(String name) {
    return median(values.get(name).stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Median of the ratios of two measurements, each of one round. */
  double ratio(String name, String to) {
    double[] ratios = new double[values.get(name).size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values.get(name).get(i) / values.get(to).get(i);
    }
    return median(ratios);
  }

  private static double median(double[] numbers) {
    Arrays.sort(numbers);
    return (numbers[(numbers.length - 1) / 2] + numbers[numbers.length / 2]) / 2;
  }
}
