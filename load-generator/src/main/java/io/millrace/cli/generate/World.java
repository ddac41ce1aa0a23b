package io.millrace.cli.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The customers and terminals of a generated stream: a square map of countries, on which terminals
 * stand and customers live and pay near their homes.
 */
final class World {
  private static final byte[][] COUNTRIES = texts("DE", "FR", "NL", "PL", "IT", "ES");
  private static final byte[][] CATEGORIES =
      texts("5411", "5412", "5541", "5812", "5814", "5912", "5999", "4111", "7011", "5651");

  private static final int MOST_TERMINALS_NEAR = 30;

  private final Customer[] customers;
  private final byte[][] terminalIds;
  private final byte[][] terminalCountries;
  private final byte[][] terminalCategories;

  World(int customerCount, int terminalCount, Draws draws) {
    this(0, customerCount, terminalCount, draws);
  }

  /**
   * @param firstCustomer number of the first customer, so that two worlds need share none
   */
  World(int firstCustomer, int customerCount, int terminalCount, Draws draws) {
    terminalIds = new byte[terminalCount][];
    terminalCountries = new byte[terminalCount][];
    terminalCategories = new byte[terminalCount][];
    // Cells of about ten terminals each; near means in the home's cell or one beside it.
    int side = Math.max(1, (int) StrictMath.sqrt(terminalCount / 10.0));
    List<List<Integer>> cells = new ArrayList<>();
    for (int i = 0; i < side * side; i++) {
      cells.add(new ArrayList<>());
    }
    for (int i = 0; i < terminalCount; i++) {
      int x = draws.below(side);
      int y = draws.below(side);
      cells.get(x * side + y).add(i);
      terminalIds[i] = Text.numbered(Text.of("t"), i, 6);
      terminalCountries[i] = COUNTRIES[x * COUNTRIES.length / side];
      terminalCategories[i] = CATEGORIES[draws.below(CATEGORIES.length)];
    }
    customers = new Customer[customerCount];
    for (int i = 0; i < customerCount; i++) {
      int x = draws.below(side);
      int y = draws.below(side);
      int[] near = near(cells, side, x, y, draws);
      customers[i] =
          new Customer(firstCustomer + i, COUNTRIES[x * COUNTRIES.length / side], near, draws);
    }
  }

  private static byte[][] texts(String... texts) {
    return Arrays.stream(texts).map(Text::of).toArray(byte[][]::new);
  }

  private int[] near(List<List<Integer>> cells, int side, int x, int y, Draws draws) {
    List<Integer> near = new ArrayList<>();
    for (int i = Math.max(0, x - 1); i <= Math.min(side - 1, x + 1); i++) {
      for (int j = Math.max(0, y - 1); j <= Math.min(side - 1, y + 1); j++) {
        near.addAll(cells.get(i * side + j));
      }
    }
    if (near.isEmpty()) {
      near.add(draws.below(terminalIds.length));
    }
    while (near.size() > MOST_TERMINALS_NEAR) {
      near.remove(draws.below(near.size()));
    }
    return near.stream().mapToInt(Integer::intValue).toArray();
  }

  int customers() {
    return customers.length;
  }

  Customer customer(int number) {
    return customers[number];
  }

  int terminals() {
    return terminalIds.length;
  }

  byte[] terminalId(int number) {
    return terminalIds[number];
  }

  byte[] terminalCountry(int number) {
    return terminalCountries[number];
  }

  byte[] terminalCategory(int number) {
    return terminalCategories[number];
  }

  byte[] anyCategory(Draws draws) {
    return CATEGORIES[draws.below(CATEGORIES.length)];
  }
}
