package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Parameter Store's parameters and Secrets Manager's secrets, by name. */
public final class Vault {
  private static final int MOST = 10_000;

  private final Map<String, Parameter> parameters = new TreeMap<>();
  private final Map<String, Secret> secrets = new TreeMap<>();

  /**
   * A parameter.
   *
   * @param type String, StringList or SecureString
   * @param version 1 for the first value, then rising
   */
  public record Parameter(
      String name, String type, String value, long version, Instant modifiedAt) {
    /** Whether its value is shown to nobody who does not ask for it to be decrypted. */
    public boolean secure() {
      return type.equals("SecureString");
    }

    @Override
    public String toString() {
      return "Parameter[" + name + "]";
    }
  }

  /** A secret with its newest version alone. */
  public record Secret(
      String name,
      String arn,
      String text,
      String versionId,
      Instant createdAt,
      Instant changedAt) {
    @Override
    public String toString() {
      return "Secret[" + name + "]";
    }
  }

  Vault() {}

  Vault(Kept kept) {
    kept.parameters.forEach(one -> parameters.put(one.name(), one));
    kept.secrets.forEach(one -> secrets.put(one.name(), one));
  }

  /** What is kept across a restart. */
  public record Kept(List<Parameter> parameters, List<Secret> secrets) {}

  Kept keep() {
    return new Kept(List.copyOf(parameters.values()), List.copyOf(secrets.values()));
  }

  public Optional<Parameter> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  public List<Parameter> parameters() {
    return List.copyOf(parameters.values());
  }

  /** Stores a parameter; the version that it has got. */
  public Parameter put(String name, String type, String value, Instant now) {
    Parameter before = parameters.get(name);
    if (before == null && parameters.size() >= MOST) {
      throw AwsError.of("ParameterLimitExceeded", "There are %,d parameters".formatted(MOST));
    }
    Parameter put =
        new Parameter(name, type, value, before == null ? 1 : before.version() + 1, now);
    parameters.put(name, put);
    return put;
  }

  /** Whether there was one to remove. */
  public boolean removeParameter(String name) {
    return parameters.remove(name) != null;
  }

  /** By its name or its ARN. */
  public Optional<Secret> secret(String nameOrArn) {
    return nameOrArn.startsWith("arn:")
        ? secrets.values().stream().filter(one -> one.arn().equals(nameOrArn)).findFirst()
        : Optional.ofNullable(secrets.get(nameOrArn));
  }

  public List<Secret> secrets() {
    return List.copyOf(secrets.values());
  }

  public void put(Secret secret) {
    if (!secrets.containsKey(secret.name()) && secrets.size() >= MOST) {
      throw AwsError.of("LimitExceededException", "There are %,d secrets".formatted(MOST));
    }
    secrets.put(secret.name(), secret);
  }

  public void removeSecret(String name) {
    secrets.remove(name);
  }
}
