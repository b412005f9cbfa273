package dev.ingot.sandbox.cloud.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Vault.Parameter;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.SigV4;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Parameter Store: SSM's actions on parameters. */
final class SsmParameters {
  private static final Set<String> TYPES = Set.of("String", "StringList", "SecureString");
  private static final int LONGEST_VALUE = 8 * 1024;
  private static final int MOST_AT_ONCE = 10;

  private final Account account;

  private SsmParameters(Account account) {
    this.account = account;
  }

  static void add(JsonService service, Account account) {
    SsmParameters parameters = new SsmParameters(account);
    service
        .add("PutParameter", parameters::put)
        .add("GetParameter", parameters::get)
        .add("GetParameters", parameters::getAll)
        .add("DescribeParameters", parameters::describe)
        .add("DeleteParameter", parameters::delete);
  }

  private void put(ObjectNode in, ObjectNode out) {
    String name = JsonService.text(in, "Name");
    String value = JsonService.text(in, "Value");
    if (!name.matches("[a-zA-Z0-9_./-]{1,1011}")) {
      throw AwsError.of("ValidationException", "Parameter name: can't be " + name);
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
      throw AwsError.of("ValidationException", "A parameter's value has at most 8 KB");
    }
    Optional<Parameter> before = account.vault().parameter(name);
    if (before.isPresent() && !in.path("Overwrite").asBoolean(false)) {
      throw AwsError.of(
          "ParameterAlreadyExists",
          "The parameter already exists. To overwrite this value, set the overwrite option in the"
              + " request to true.");
    }
    String type = in.path("Type").asText(before.map(Parameter::type).orElse("String"));
    if (!TYPES.contains(type)) {
      throw AwsError.of("UnsupportedParameterType", "A type is one of " + TYPES);
    }
    out.put("Version", account.vault().put(name, type, value, account.now()).version())
        .put("Tier", "Standard");
  }

  private void get(ObjectNode in, ObjectNode out) {
    String name = JsonService.text(in, "Name");
    Parameter found =
        find(name)
            .orElseThrow(
                () -> AwsError.of("ParameterNotFound", "Parameter " + name + " not found."));
    write(found, decrypts(in), out.putObject("Parameter"));
  }

  private void getAll(ObjectNode in, ObjectNode out) {
    JsonNode names = in.path("Names");
    if (!names.isArray() || names.isEmpty() || names.size() > MOST_AT_ONCE) {
      throw AwsError.of("ValidationException", "1 to 10 Names must be given");
    }
    ArrayNode found = out.putArray("Parameters");
    ArrayNode invalid = out.putArray("InvalidParameters");
    for (JsonNode name : names) {
      find(name.asText(""))
          .ifPresentOrElse(
              one -> write(one, decrypts(in), found.addObject()),
              () -> invalid.add(name.asText("")));
    }
  }

  private void describe(ObjectNode in, ObjectNode out) {
    ArrayNode all = out.putArray("Parameters");
    Page<Parameter> page =
        Page.of(
            account.vault().parameters(),
            Optional.of(in.path("MaxResults").asInt(50)),
            Optional.ofNullable(in.path("NextToken").textValue()));
    for (Parameter one : page.items()) {
      head(one, all.addObject()).put("Tier", "Standard");
    }
    page.next().ifPresent(token -> out.put("NextToken", token));
  }

  private void delete(ObjectNode in, ObjectNode out) {
    String name = JsonService.text(in, "Name");
    if (!account.vault().removeParameter(name)) {
      throw AwsError.of("ParameterNotFound", "Parameter " + name + " not found.");
    }
  }

  private Optional<Parameter> find(String nameOrArn) {
    String prefix = arn("");
    String name = nameOrArn.startsWith(prefix) ? nameOrArn.substring(prefix.length()) : nameOrArn;
    return account.vault().parameter(name).or(() -> account.vault().parameter("/" + name));
  }

  private static boolean decrypts(ObjectNode in) {
    return in.path("WithDecryption").asBoolean(false);
  }

  private static void write(Parameter one, boolean decrypted, ObjectNode out) {
    String value = one.secure() && !decrypted ? sealed(one) : one.value();
    head(one, out).put("Value", value);
  }

  /** Stands for the ciphertext: nothing of the value is in it. */
  private static String sealed(Parameter one) {
    byte[] text = (one.name() + "\n" + one.version()).getBytes(StandardCharsets.UTF_8);
    return "AQICAH" + SigV4.hash(text);
  }

  private static ObjectNode head(Parameter one, ObjectNode out) {
    return out.put("Name", one.name())
        .put("ARN", arn(one.name()))
        .put("Type", one.type())
        .put("Version", one.version())
        .put("LastModifiedDate", Times.seconds(one.modifiedAt()))
        .put("DataType", "text");
  }

  private static String arn(String name) {
    return "arn:aws:ssm:%s:%s:parameter%s"
        .formatted(
            Arns.REGION, Arns.ACCOUNT, name.isEmpty() || name.startsWith("/") ? name : "/" + name);
  }
}
