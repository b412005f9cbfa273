package dev.ingot.events.wire;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the registry, under Confluent's names.
 *
 * @param urls {@code schema.registry.url}: one or more base URLs, separated by commas, tried in
 *     turn
 * @param userInfo {@code basic.auth.user.info} as user:password where {@code
 *     basic.auth.credentials.source} is USER_INFO; each URL's own where it is URL, the default
 * @param connectTimeout {@code http.connect.timeout.ms}; 5 s where not set
 * @param requestTimeout {@code http.read.timeout.ms}, of a whole exchange; 5 s where not set
 * @param retries {@code max.retries}: further rounds over all URLs; 2 where not set
 * @param firstWait {@code retries.wait.ms}: before the first further round, doubled for each; 100
 *     ms
 * @param longestWait {@code retries.max.wait.ms}; 2 s where not set
 * @param register {@code auto.register.schemas}; true where not set
 * @param normalize {@code normalize.schemas}; false where not set
 */
record RegistrySettings(
    List<String> urls,
    Optional<String> userInfo,
    Duration connectTimeout,
    Duration requestTimeout,
    int retries,
    Duration firstWait,
    Duration longestWait,
    boolean register,
    boolean normalize) {

  private static final String MOCK = "mock://";
  private static final int MOST_RETRIES = 20;

  /**
   * Reads the settings.
   *
   * @throws ConfigException naming the key that is wrong, or that asks for what is not done here
   */
  static RegistrySettings from(Map<String, ?> settings) {
    refuseWhatIsNotDone(settings);
    return new RegistrySettings(
        urls(text(settings, "schema.registry.url")),
        userInfo(settings),
        millis(settings, "http.connect.timeout.ms", 5_000),
        millis(settings, "http.read.timeout.ms", 5_000),
        number(settings, "max.retries", 2, 0, MOST_RETRIES),
        millis(settings, "retries.wait.ms", 100),
        millis(settings, "retries.max.wait.ms", 2_000),
        flag(settings, "auto.register.schemas", true),
        flag(settings, "normalize.schemas", false));
  }

  /** The scope of {@code mock://scope}, where schemas are kept in this process. */
  Optional<String> inProcessScope() {
    String first = urls.getFirst();
    return first.startsWith(MOCK) ? Optional.of(first.substring(MOCK.length())) : Optional.empty();
  }

  /** Silence would let somebody believe that it works. */
  private static void refuseWhatIsNotDone(Map<String, ?> settings) {
    for (String key : List.of("use.latest.version", "use.latest.with.metadata")) {
      if (settings.get(key) != null && !"false".equals(String.valueOf(settings.get(key)))) {
        throw new ConfigException(
            key, settings.get(key), "events are always written with their own schema");
      }
    }
    String strategy = text(settings, "value.subject.name.strategy");
    if (strategy != null && !strategy.endsWith(".TopicNameStrategy")) {
      throw new ConfigException(
          "value.subject.name.strategy", strategy, "the subject is always <topic>-value");
    }
    if (text(settings, "bearer.auth.credentials.source") != null) {
      throw new ConfigException(
          "bearer.auth.credentials.source is for Confluent's own serializer; this one knows"
              + " basic.auth.credentials.source");
    }
  }

  private static List<String> urls(@Nullable String text) {
    List<String> urls =
        Arrays.stream((text == null ? "" : text).split(","))
            .map(String::strip)
            .filter(url -> !url.isEmpty())
            .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
            .toList();
    if (urls.isEmpty()) {
      throw new ConfigException("schema.registry.url is missing");
    }
    boolean mock = urls.stream().anyMatch(url -> url.startsWith(MOCK));
    if (mock && urls.size() > 1) {
      throw new ConfigException("schema.registry.url: a mock:// scope stands alone");
    }
    if (!mock) {
      urls.forEach(RegistrySettings::requireHttp);
    }
    return urls;
  }

  /** The value is not repeated in the message: it may hold a password. */
  private static void requireHttp(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        return;
      }
    } catch (URISyntaxException e) {
      // Refused below.
    }
    throw new ConfigException("schema.registry.url must be http://, https:// or mock://");
  }

  private static Optional<String> userInfo(Map<String, ?> settings) {
    String source = text(settings, "basic.auth.credentials.source");
    return switch (source == null ? "URL" : source.toUpperCase(Locale.ROOT)) {
      case "URL" -> Optional.empty();
      case "USER_INFO" -> {
        String info = text(settings, "basic.auth.user.info");
        if (info == null) {
          info = text(settings, "schema.registry.basic.auth.user.info");
        }
        if (info == null || !info.contains(":")) {
          throw new ConfigException("basic.auth.user.info must be user:password");
        }
        yield Optional.of(info);
      }
      default ->
          throw new ConfigException(
              "basic.auth.credentials.source", source, "must be URL or USER_INFO");
    };
  }

  private static Duration millis(Map<String, ?> settings, String key, int otherwise) {
    return Duration.ofMillis(number(settings, key, otherwise, 1, 600_000));
  }

  private static int number(Map<String, ?> settings, String key, int otherwise, int min, int max) {
    String text = text(settings, key);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new ConfigException(key, text, "must be a whole number from " + min + " to " + max);
  }

  private static boolean flag(Map<String, ?> settings, String key, boolean otherwise) {
    String text = text(settings, key);
    return switch (text == null ? String.valueOf(otherwise) : text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigException(key, text, "must be true or false");
    };
  }

  /** Kafka hands over values as the user gave them: strings, but also numbers and lists. */
  private static @Nullable String text(Map<String, ?> settings, String key) {
    Object value = settings.get(key);
    return switch (value) {
      case null -> null;
      case List<?> list -> String.join(",", list.stream().map(String::valueOf).toList());
      default -> value.toString().strip();
    };
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RegistrySettings[" + urls.size() + " URLs]";
  }
}
