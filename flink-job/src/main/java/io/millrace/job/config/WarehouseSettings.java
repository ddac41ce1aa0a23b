package io.millrace.job.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Property group {@code warehouse}: where committed rows are loaded. Immutable. User and password
 * are no settings: they stay in Secrets Manager.
 *
 * <ul>
 *   <li>{@code type}: redshift, duckdb or none (default)
 *   <li>{@code jdbc.url}: of redshift and duckdb
 *   <li>{@code secret.arn}: of redshift, the secret with user and password
 *   <li>{@code iam.role}: of redshift, the role by which it reads the lake
 * </ul>
 */
public final class WarehouseSettings {
  static final String GROUP = "warehouse";

  /** What lets Redshift's driver talk without TLS, or to whoever answers. */
  private static final Pattern PLAIN_TEXT =
      Pattern.compile("[?&;](ssl=false|sslmode=(?!verify-(ca|full)(&|;|$)))");

  /** Kind of warehouse. */
  public enum Type {
    REDSHIFT,
    DUCKDB,
    NONE
  }

  private final Type type;
  private final String jdbcUrl;
  private final String secretArn;
  private final String iamRole;

  private WarehouseSettings(PropertyGroup group) {
    this.type = group.choice("type", Type.NONE, Type.class);
    boolean redshift = type == Type.REDSHIFT;
    this.jdbcUrl = redshift || type == Type.DUCKDB ? jdbcUrl(group) : null;
    this.secretArn =
        redshift
            ? group
                .require(
                    "secret.arn", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:millrace")
                .orElse(null)
            : null;
    this.iamRole =
        redshift
            ? group.require("iam.role", "arn:aws:iam::111122223333:role/millrace-copy").orElse(null)
            : null;
  }

  static WarehouseSettings of(PropertyGroup group) {
    WarehouseSettings settings = new WarehouseSettings(group);
    if (settings.type == null) {
      group.ignoreOthers();
    } else if (settings.type != Type.REDSHIFT) {
      String because = "type is " + settings.type.name().toLowerCase(Locale.ROOT);
      group.refuse("secret.arn", because);
      group.refuse("iam.role", because);
      if (settings.type == Type.NONE) {
        group.refuse("jdbc.url", because);
      }
    }
    group.refuseOthers();
    return settings;
  }

  /** The URL is never told in a message: it may hold a secret. */
  private String jdbcUrl(PropertyGroup group) {
    String prefix = "jdbc:" + type.name().toLowerCase(Locale.ROOT) + ':';
    String example = prefix + (type == Type.DUCKDB ? "out/warehouse.duckdb" : "//host:5439/dev");
    String url = group.require("jdbc.url", example).orElse(null);
    if (url == null) {
      return null;
    }
    if (!url.startsWith(prefix)) {
      group.problem(
          "jdbc.url", "a URL that begins with " + prefix, "another", "set e.g. " + example);
    }
    String lowerCase = url.toLowerCase(Locale.ROOT);
    if (lowerCase.contains("password=") || lowerCase.contains("pwd=")) {
      group.problem(
          "jdbc.url",
          "a URL without password",
          "one with a password",
          "put it into the secret that secret.arn names");
    }
    if (PLAIN_TEXT.matcher(lowerCase).find()) {
      group.problem(
          "jdbc.url",
          "a URL that leaves TLS on, as the driver has it",
          "one that switches it off",
          "remove ssl=false, and sslmode unless it is verify-ca or verify-full");
    }
    return url;
  }

  public Type type() {
    return type;
  }

  /** Address of the warehouse; empty when there is none. */
  public Optional<String> jdbcUrl() {
    return Optional.ofNullable(jdbcUrl);
  }

  /** Secret with user and password; empty unless the type is REDSHIFT. */
  public Optional<String> secretArn() {
    return Optional.ofNullable(secretArn);
  }

  /** Role by which the warehouse reads the lake; empty unless the type is REDSHIFT. */
  public Optional<String> iamRole() {
    return Optional.ofNullable(iamRole);
  }
}
