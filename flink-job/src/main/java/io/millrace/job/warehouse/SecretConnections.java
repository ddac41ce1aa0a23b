package io.millrace.job.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Connections to Redshift with the credentials of a secret, read anew for each connection, so that
 * a rotation takes effect by itself. The secret is the JSON object that Redshift's managed password
 * writes: {@code username} and {@code password}. Neither is kept, nor part of any message.
 */
public final class SecretConnections implements ConnectionFactory {
  private static final long serialVersionUID = 1L;

  /** Gives the text of a secret. */
  @FunctionalInterface
  interface Secrets extends Serializable {
    String text(String arn);
  }

  private final String url;
  private final String secretArn;
  private final Secrets secrets;

  /** Connections to this URL, which holds no credentials, with those of a secret. */
  public SecretConnections(String url, String secretArn) {
    this(url, secretArn, SecretConnections::fromSecretsManager);
  }

  SecretConnections(String url, String secretArn, Secrets secrets) {
    this.url = Objects.requireNonNull(url);
    this.secretArn = Objects.requireNonNull(secretArn);
    this.secrets = secrets;
  }

  @Override
  public Connection open() throws SQLException {
    return Drivers.connect(url, credentials());
  }

  private Properties credentials() throws SQLException {
    try {
      JsonNode secret = new ObjectMapper().readTree(secrets.text(secretArn));
      Properties credentials = new Properties();
      credentials.setProperty("user", field(secret, "username"));
      credentials.setProperty("password", field(secret, "password"));
      return credentials;
    } catch (JsonProcessingException e) {
      // The cause would quote the secret.
      throw new SQLException("secret " + secretArn + " is no JSON object of username and password");
    } catch (SdkException e) {
      throw new SQLException("secret " + secretArn + " cannot be read: " + e.getMessage(), e);
    }
  }

  private String field(JsonNode secret, String name) throws SQLException {
    JsonNode value = secret.path(name);
    if (!value.isTextual()) {
      throw new SQLException("secret " + secretArn + " has no text field " + name);
    }
    return value.asText();
  }

  private static String fromSecretsManager(String arn) {
    try (SecretsManagerClient client = SecretsManagerClient.create()) {
      return client.getSecretValue(request -> request.secretId(arn)).secretString();
    }
  }
}
