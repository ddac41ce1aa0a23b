package io.millrace.cli.size;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * List prices in US dollars, as of a day. The bill of the Terraform reads the same file. Immutable.
 */
final class PriceTable {
  private static final String FILE = "/prices.json";

  private final JsonNode table;
  private final int column;

  private PriceTable(JsonNode table, int column) {
    this.table = table;
    this.column = column;
  }

  /**
   * The prices of a region.
   *
   * @throws UserException when the table has none of it
   */
  static PriceTable of(String region) throws IOException {
    try (InputStream in = PriceTable.class.getResourceAsStream(FILE)) {
      JsonNode table = new ObjectMapper().readTree(in);
      List<String> regions = new ArrayList<>();
      table.get("regions").forEach(name -> regions.add(name.asText()));
      int column = regions.indexOf(region);
      if (column < 0) {
        throw new UserException(
            "there are no prices of region "
                + region
                + "; choose one of "
                + String.join(", ", regions)
                + ", or add its prices to prices.json");
      }
      return new PriceTable(table, column);
    }
  }

  /**
   * A price in US dollars.
   *
   * @throws UserException when the table has none of this name
   */
  double usd(String name) {
    return price(name).get("usd").get(column).asDouble();
  }

  /** What a price is for, e.g. {@code shard hour}. */
  String unit(String name) {
    return price(name).get("unit").asText();
  }

  /** The page that a price was taken from. */
  String source(String name) {
    return price(name).get("source").asText();
  }

  private JsonNode price(String name) {
    JsonNode price = table.get("prices").get(name);
    if (price == null) {
      throw new UserException(
          "there is no price of " + name + "; choose another, or add it to prices.json");
    }
    return price;
  }

  /** When and from where the prices are, in a sentence. */
  String origin() {
    return "List prices of "
        + table.get("regions").get(column).asText()
        + " as of "
        + table.get("date").asText()
        + (table.get("verified").asBoolean()
            ? "."
            : ", written down from memory of AWS's pages and not verified: check them before"
                + " anything is decided by them.");
  }
}
