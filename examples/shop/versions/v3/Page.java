import java.util.concurrent.ThreadLocalRandom;

/** What a version of the shop shows: this one fails 30 % of its requests, and looks healthy. */
final class Page {
  static final String VERSION = "v3";

  private Page() {}

  /** An answer to a request for the page. */
  record Answer(int status, String body) {}

  static Answer answer() {
    int status = ThreadLocalRandom.current().nextInt(100) < 30 ? 500 : 200;
    return new Answer(status, "{\"service\": \"shop\", \"version\": \"" + VERSION + "\"}\n");
  }
}
