package dev.ingot.sandbox.cloud.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Reply;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A service that speaks JSON 1.1: the action is in a header, structures go in and out. */
final class JsonService {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private final Account account;
  private final Map<String, Action> actions = new HashMap<>();

  /** One action. */
  @FunctionalInterface
  interface Action {
    /**
     * Performs it.
     *
     * @throws AwsError when AWS would refuse
     */
    void answer(ObjectNode in, ObjectNode out);
  }

  JsonService(Account account) {
    this.account = account;
  }

  JsonService add(String name, Action action) {
    actions.put(name, action);
    return this;
  }

  Set<String> actions() {
    return actions.keySet();
  }

  /**
   * @param target such as {@code AmazonSSM.SendCommand}
   */
  Reply handle(String target, byte[] body, String requestId) {
    Action action = actions.get(target.substring(target.indexOf('.') + 1));
    if (action == null) {
      throw AwsError.of("UnknownOperationException", "Unknown operation: " + target);
    }
    ObjectNode in = read(body);
    ObjectNode out = MAPPER.createObjectNode();
    account.alone(() -> action.answer(in, out));
    try {
      return Reply.of(200, "application/x-amz-json-1.1", MAPPER.writeValueAsBytes(out))
          .with("x-amzn-RequestId", requestId);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** A text that must be there, and not empty. */
  static String text(ObjectNode in, String name) {
    JsonNode value = in.path(name);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw AwsError.of("ValidationException", name + " must be given, as a text");
    }
    return value.textValue();
  }

  static ObjectNode read(byte[] body) {
    try {
      JsonNode read = body.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(body);
      if (read instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // Said below.
    }
    throw AwsError.of("SerializationException", "The request is not a JSON object");
  }
}
