package dev.ingot.sandbox.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The nodes that make up a cluster on 127.0.0.1, each a broker and a controller. Of three, any one
 * may be down and nothing is lost; one alone is a cluster too, and keeps its data.
 *
 * @param nodes the same for every node of the cluster
 */
public record Cluster(List<Node> nodes) {
  /**
   * One process of the cluster.
   *
   * @param id 1 or more, unique
   * @param port that clients talk to
   * @param controllerPort that the nodes elect their leader over
   */
  public record Node(int id, int port, int controllerPort) {}

  public Cluster {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty() || nodes.stream().map(Node::id).distinct().count() < nodes.size()) {
      throw new IllegalArgumentException("a cluster has nodes with numbers of their own: " + nodes);
    }
  }

  /** Nodes 1 to {@code size}, on ports that are free now. */
  public static Cluster of(int size) {
    List<Integer> ports = Ports.free(2 * size);
    return new Cluster(
        IntStream.range(0, size)
            .mapToObj(i -> new Node(i + 1, ports.get(2 * i), ports.get(2 * i + 1)))
            .toList());
  }

  /**
   * Reads what {@link #toString} has written.
   *
   * @throws IllegalArgumentException when it is not that
   */
  public static Cluster parse(String text) {
    return new Cluster(Arrays.stream(text.split(",", -1)).map(Cluster::node).toList());
  }

  private static Node node(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a node is id:port:controller port, not " + text);
    }
    return new Node(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  /** The node with this number. */
  public Node node(int id) {
    return nodes.stream()
        .filter(node -> node.id() == id)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no node " + id + " in " + this));
  }

  /** {@code 127.0.0.1:port} of each, separated by commas. */
  public String bootstrapServers() {
    return nodes.stream().map(n -> "127.0.0.1:" + n.port()).collect(Collectors.joining(","));
  }

  String voters() {
    return nodes.stream()
        .map(n -> n.id() + "@127.0.0.1:" + n.controllerPort())
        .collect(Collectors.joining(","));
  }

  @Override
  public String toString() {
    return nodes.stream()
        .map(n -> n.id() + ":" + n.port() + ":" + n.controllerPort())
        .collect(Collectors.joining(","));
  }
}
