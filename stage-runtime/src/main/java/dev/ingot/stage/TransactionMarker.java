package dev.ingot.stage;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/**
 * Writes the marker that a partition was never sent.
 *
 * <p>Kafka's Admin can only abort. To abort what was committed would lose it, so the marker is sent
 * here, by the request that coordinators use among themselves.
 */
final class TransactionMarker {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Takes the marker as one of the protocol without an epoch for each transaction. */
  private static final short ANY_PROTOCOL = 0;

  private TransactionMarker() {}

  /**
   * Returns when it is in the log.
   *
   * @param settings of an admin client
   * @param leader of the partition
   * @throws LogToolException when the leader refuses it, or does not answer within 10 s
   */
  static void write(
      Map<String, Object> settings, Node leader, OpenTransaction open, boolean commit) {
    TopicPartition place = new TopicPartition(open.topic(), open.partition());
    TxnMarkerEntry marker =
        new TxnMarkerEntry(
            open.producerId(),
            open.epoch(),
            open.coordinatorEpoch(),
            commit ? TransactionResult.COMMIT : TransactionResult.ABORT,
            List.of(place),
            ANY_PROTOCOL);
    Errors error = ask(settings, leader, marker, place);
    if (error != Errors.NONE) {
      throw new LogToolException(
          "%s takes no marker of producer %d: %s"
              .formatted(place, open.producerId(), error.message()),
          error.exception());
    }
  }

  private static Errors ask(
      Map<String, Object> settings, Node leader, TxnMarkerEntry marker, TopicPartition place) {
    try (Metrics metrics = new Metrics();
        NetworkClient client = client(settings, metrics, leader)) {
      NetworkClientUtils.awaitReady(client, leader, Time.SYSTEM, TIMEOUT.toMillis());
      ClientRequest request =
          client.newClientRequest(
              leader.idString(),
              new WriteTxnMarkersRequest.Builder(List.of(marker)),
              Time.SYSTEM.milliseconds(),
              true,
              (int) TIMEOUT.toMillis(),
              null);
      ClientResponse response = NetworkClientUtils.sendAndReceive(client, request, Time.SYSTEM);
      return ((WriteTxnMarkersResponse) response.responseBody())
          .errorsByProducerId()
          .getOrDefault(marker.producerId(), Map.of())
          .getOrDefault(place, Errors.UNKNOWN_SERVER_ERROR);
    } catch (IOException e) {
      throw new LogToolException("broker %s does not answer".formatted(leader), e);
    }
  }

  private static NetworkClient client(Map<String, Object> settings, Metrics metrics, Node leader) {
    AdminClientConfig config = new AdminClientConfig(settings);
    return ClientUtils.createNetworkClient(
        config,
        List.of(),
        config.getString(AdminClientConfig.CLIENT_ID_CONFIG) + "-marker",
        metrics,
        "markers",
        new LogContext(),
        new ApiVersions(),
        Time.SYSTEM,
        1,
        (int) TIMEOUT.toMillis(),
        null,
        new ManualMetadataUpdater(List.of(leader)),
        new DefaultHostResolver(),
        null,
        null);
  }
}
