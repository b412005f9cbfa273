package dev.ingot.git;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Which addresses a repository's host may have. */
final class Addresses {
  /** Where clouds keep what hands out credentials, outside the link-local range. */
  private static final List<Network> METADATA =
      List.of(
          network("fd00:ec2::", 32), // EC2
          network("100.100.100.200", 32), // Alibaba Cloud
          network("192.0.0.192", 32), // Oracle Cloud
          network("168.63.129.16", 32)); // Azure

  private static final List<Network> PRIVATE =
      List.of(
          network("10.0.0.0", 8),
          network("172.16.0.0", 12),
          network("192.168.0.0", 16),
          network("100.64.0.0", 10), // between a provider and its customers
          network("192.0.0.0", 24), // protocol assignments
          network("198.18.0.0", 15), // benchmarks
          network("0.0.0.0", 8),
          network("240.0.0.0", 4),
          network("fc00::", 7),
          network("fec0::", 10));

  /** IPv6 addresses that stand for an IPv4 one: prefix, and where that begins. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(network("64:ff9b::", 96), 12), // NAT64
          new Embedding(network("64:ff9b:1::", 48), 12), // NAT64, local
          new Embedding(network("2002::", 16), 2), // 6to4
          new Embedding(network("::", 96), 12)); // IPv4-compatible

  @SuppressWarnings("ArrayRecordComponent") // Two networks are never compared.
  private record Network(byte[] address, int bits) {
    boolean holds(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        if (((address[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private record Embedding(Network network, int at) {}

  private Addresses() {}

  /** No repository lies there, whatever is configured: metadata services, groups, no machine. */
  static boolean isForbidden(InetAddress address) {
    InetAddress real = real(address);
    return real.isLinkLocalAddress()
        || real.isAnyLocalAddress()
        || real.isMulticastAddress()
        || METADATA.stream().anyMatch(network -> network.holds(real.getAddress()));
  }

  /** This machine's own addresses, and those that mean something else in every network. */
  static boolean isPrivate(InetAddress address) {
    InetAddress real = real(address);
    return real.isLoopbackAddress()
        || PRIVATE.stream().anyMatch(network -> network.holds(real.getAddress()));
  }

  /** The IPv4 address that an IPv6 one stands for. */
  private static InetAddress real(InetAddress address) {
    if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
      return address;
    }
    byte[] bytes = address.getAddress();
    return EMBEDDINGS.stream()
        .filter(embedding -> embedding.network().holds(bytes))
        .findFirst()
        .map(e -> ipv4(Arrays.copyOfRange(bytes, e.at(), e.at() + 4)))
        .orElse(address);
  }

  private static InetAddress ipv4(byte[] bytes) {
    try {
      return Inet4Address.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static Network network(String address, int bits) {
    try {
      return new Network(InetAddress.getByName(address).getAddress(), bits);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(address + " is an address", e);
    }
  }
}
