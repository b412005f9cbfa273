package dev.ingot.sandbox.cloud.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Vault.Secret;
import dev.ingot.sandbox.cloud.wire.AwsError;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Secrets Manager: texts by name, each with its newest version alone. */
final class SecretsManager {
  private static final int LONGEST = 65_536;

  private final Account account;

  private SecretsManager(Account account) {
    this.account = account;
  }

  static void add(JsonService service, Account account) {
    SecretsManager secrets = new SecretsManager(account);
    service
        .add("CreateSecret", secrets::create)
        .add("GetSecretValue", secrets::value)
        .add("PutSecretValue", secrets::put)
        .add("DescribeSecret", (in, out) -> describe(secrets.named(in), out))
        .add("ListSecrets", secrets::list)
        .add("DeleteSecret", secrets::delete);
  }

  private void create(ObjectNode in, ObjectNode out) {
    String name = JsonService.text(in, "Name");
    if (!name.matches("[A-Za-z0-9/_+=.@-]{1,512}")) {
      throw AwsError.of("ValidationException", "Invalid name: " + name);
    }
    if (account.vault().secret(name).isPresent()) {
      throw AwsError.of(
          "ResourceExistsException",
          "The operation failed because the secret " + name + " already exists.");
    }
    String arn =
        "arn:aws:secretsmanager:%s:%s:secret:%s-%s"
            .formatted(
                Arns.REGION, Arns.ACCOUNT, name, UUID.randomUUID().toString().substring(0, 6));
    String version = version(in);
    Secret made = new Secret(name, arn, secretText(in), version, account.now(), account.now());
    account.vault().put(made);
    out.put("ARN", arn).put("Name", name).put("VersionId", version);
  }

  private void put(ObjectNode in, ObjectNode out) {
    Secret old = named(in);
    String version = version(in);
    account
        .vault()
        .put(
            new Secret(
                old.name(), old.arn(), secretText(in), version, old.createdAt(), account.now()));
    out.put("ARN", old.arn()).put("Name", old.name()).put("VersionId", version);
    out.putArray("VersionStages").add("AWSCURRENT");
  }

  private void value(ObjectNode in, ObjectNode out) {
    Secret secret = named(in);
    out.put("ARN", secret.arn())
        .put("Name", secret.name())
        .put("VersionId", secret.versionId())
        .put("SecretString", secret.text())
        .put("CreatedDate", Times.seconds(secret.changedAt()));
    out.putArray("VersionStages").add("AWSCURRENT");
  }

  private void list(ObjectNode in, ObjectNode out) {
    ArrayNode all = out.putArray("SecretList");
    Page<Secret> page =
        Page.of(
            account.vault().secrets(),
            Optional.of(in.path("MaxResults").asInt(100)),
            Optional.ofNullable(in.path("NextToken").textValue()));
    page.items().forEach(one -> describe(one, all.addObject()));
    page.next().ifPresent(token -> out.put("NextToken", token));
  }

  /** At once, whatever time to think better of it was asked for. */
  private void delete(ObjectNode in, ObjectNode out) {
    Secret secret = named(in);
    account.vault().removeSecret(secret.name());
    out.put("ARN", secret.arn())
        .put("Name", secret.name())
        .put("DeletionDate", Times.seconds(account.now()));
  }

  private static void describe(Secret secret, ObjectNode out) {
    out.put("ARN", secret.arn())
        .put("Name", secret.name())
        .put("CreatedDate", Times.seconds(secret.createdAt()))
        .put("LastChangedDate", Times.seconds(secret.changedAt()));
  }

  private Secret named(ObjectNode in) {
    return account
        .vault()
        .secret(JsonService.text(in, "SecretId"))
        .orElseThrow(
            () ->
                AwsError.of(
                    "ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret."));
  }

  private static String secretText(ObjectNode in) {
    String text = JsonService.text(in, "SecretString");
    if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw AwsError.of("ValidationException", "A secret has at most 65,536 bytes");
    }
    return text;
  }

  private static String version(ObjectNode in) {
    return in.path("ClientRequestToken").asText(UUID.randomUUID().toString());
  }
}
