package dev.ingot.sandbox.cloud.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.util.Optional;

/** The protocols that AWS's services speak, and how each says no. */
public enum Protocol {
  /** EC2's own kind of the query protocol. */
  EC2,
  /** The query protocol: form in, XML out. */
  QUERY,
  /** JSON 1.0 and 1.1. */
  JSON,
  /** Smithy RPC v2 in CBOR. */
  CBOR,
  /** S3's REST. */
  S3;

  private static final ObjectMapper JSON_MAPPER = new ObjectMapper();
  private static final ObjectMapper CBOR_MAPPER = new ObjectMapper(new CBORFactory());

  /** The protocol that a request speaks, which can be told before it is believed. */
  public static Protocol of(ApiRequest request, Optional<String> service) {
    if (request.header("smithy-protocol").isPresent()) {
      return CBOR;
    }
    if (request.header("x-amz-target").isPresent()) {
      return JSON;
    }
    String named = service.orElse("");
    boolean form =
        request.header("content-type").orElse("").startsWith("application/x-www-form-urlencoded");
    return switch (named) {
      case "ec2" -> EC2;
      case "s3" -> S3;
      case "ssm", "secretsmanager" -> JSON;
      case "" -> form ? QUERY : S3;
      default -> QUERY;
    };
  }

  /** Says no in this protocol's shape. */
  public Reply render(AwsError error, String requestId, String resource) {
    return switch (this) {
      case EC2 -> ec2(error, requestId);
      case QUERY -> query(error, requestId);
      case S3 -> s3(error, requestId, resource);
      case JSON -> json(error, requestId);
      case CBOR -> cbor(error, requestId);
    };
  }

  /** Says in this protocol's words why a signature is not accepted. */
  public AwsError words(Refusal refusal, String message) {
    boolean json = this == JSON || this == CBOR;
    return switch (refusal) {
      case MISSING ->
          switch (this) {
            case S3 -> new AwsError(403, "AccessDenied", "Access Denied");
            case JSON, CBOR -> AwsError.of("MissingAuthenticationTokenException", message);
            case EC2, QUERY -> new AwsError(403, "MissingAuthenticationToken", message);
          };
      case MALFORMED ->
          switch (this) {
            case S3 -> AwsError.of("AuthorizationHeaderMalformed", message);
            case EC2 -> new AwsError(401, "AuthFailure", message);
            case QUERY, JSON, CBOR -> new AwsError(json ? 400 : 403, incomplete(json), message);
          };
      case UNKNOWN_KEY ->
          switch (this) {
            case S3 -> new AwsError(403, "InvalidAccessKeyId", message);
            case EC2 ->
                new AwsError(
                    401,
                    "AuthFailure",
                    "AWS was not able to validate the provided access credentials");
            case QUERY -> new AwsError(403, "InvalidClientTokenId", message);
            case JSON, CBOR -> AwsError.of("UnrecognizedClientException", message);
          };
      case MISMATCH ->
          json
              ? AwsError.of("InvalidSignatureException", message)
              : new AwsError(403, "SignatureDoesNotMatch", message);
      case SKEWED ->
          switch (this) {
            case S3 -> new AwsError(403, "RequestTimeTooSkewed", message);
            case EC2 -> AwsError.of("RequestExpired", message);
            case QUERY -> new AwsError(403, "SignatureDoesNotMatch", message);
            case JSON, CBOR -> AwsError.of("InvalidSignatureException", message);
          };
      case EXPIRED -> new AwsError(403, this == S3 ? "AccessDenied" : "RequestExpired", message);
    };
  }

  private static String incomplete(boolean json) {
    return json ? "IncompleteSignatureException" : "IncompleteSignature";
  }

  private static Reply ec2(AwsError error, String requestId) {
    Xml xml = new Xml("item");
    xml.node(
        "Response",
        response ->
            response
                .node(
                    "Errors",
                    errors ->
                        errors.node(
                            "Error",
                            one -> one.text("Code", error.code()).text("Message", error.message())))
                .text("RequestID", requestId));
    return xmlReply(error.status(), xml);
  }

  private static Reply query(AwsError error, String requestId) {
    Xml xml = new Xml("member");
    xml.node(
        "ErrorResponse",
        response ->
            response
                .node(
                    "Error",
                    one ->
                        one.text("Type", error.status() >= 500 ? "Receiver" : "Sender")
                            .text("Code", error.code())
                            .text("Message", error.message()))
                .text("RequestId", requestId));
    return xmlReply(error.status(), xml).with("x-amzn-RequestId", requestId);
  }

  private static Reply s3(AwsError error, String requestId, String resource) {
    Xml xml = new Xml("member");
    xml.node(
        "Error",
        one ->
            one.text("Code", error.code())
                .text("Message", error.message())
                .text("Resource", resource)
                .text("RequestId", requestId));
    return xmlReply(error.status(), xml).with("x-amz-request-id", requestId);
  }

  private static Reply xmlReply(int status, Xml xml) {
    return Reply.of(
        status, "text/xml;charset=UTF-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml);
  }

  private static Reply json(AwsError error, String requestId) {
    return Reply.of(
            error.status(), "application/x-amz-json-1.1", bytes(JSON_MAPPER, said(error, "")))
        .with("x-amzn-RequestId", requestId)
        .with("x-amzn-ErrorType", error.code());
  }

  private static Reply cbor(AwsError error, String requestId) {
    String namespace = "com.amazonaws.cloudwatch#";
    return Reply.of(error.status(), "application/cbor", bytes(CBOR_MAPPER, said(error, namespace)))
        .with("smithy-protocol", "rpc-v2-cbor")
        .with("x-amzn-RequestId", requestId);
  }

  private static ObjectNode said(AwsError error, String namespace) {
    return JSON_MAPPER
        .createObjectNode()
        .put("__type", namespace + error.code())
        .put("message", error.message());
  }

  private static byte[] bytes(ObjectMapper mapper, ObjectNode node) {
    try {
      return mapper.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can always be written", e);
    }
  }
}
