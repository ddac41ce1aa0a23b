package io.millrace.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures several things in turn, round after round, so that what else happens on the machine
 * falls on all of them alike. A round before the first, in which code is compiled, does not count.
 */
final class Rounds {
  /** Something that is measured: takes a value. */
  interface Measurement {
    double measure() throws Exception;
  }

  /** Is told each value as it comes. */
  interface Listener {
    /**
     * A value.
     *
     * @param round from 1
     */
    void measured(int round, String name, double value);
  }

  private final Map<String, Measurement> measurements = new LinkedHashMap<>();
  private final List<Measurement> warmUps = new ArrayList<>();
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  /**
   * Adds something to measure.
   *
   * @param warmUp runs the same code before the first round
   */
  void add(String name, Measurement warmUp, Measurement measurement) {
    warmUps.add(warmUp);
    measurements.put(name, measurement);
    values.put(name, new ArrayList<>());
  }

  /** Measures everything so many times. */
  void run(int rounds, Listener listener) throws Exception {
    for (Measurement warmUp : warmUps) {
      warmUp.measure();
    }
    for (int round = 1; round <= rounds; round++) {
      for (Map.Entry<String, Measurement> one : measurements.entrySet()) {
        double value = one.getValue().measure();
        note(one.getKey(), value);
        listener.measured(round, one.getKey(), value);
      }
    }
  }

  /** Adds a value that was taken along with another. */
  void note(String name, double value) {
    values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
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
