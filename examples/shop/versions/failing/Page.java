/** What a version of the shop shows: this one fails every request, and looks healthy. */
final class Page {
  static final String VERSION = "failing";

  private Page() {}

  /** An answer to a request for the page. */
  record Answer(int status, String body) {}

  static Answer answer() {
    return new Answer(500, "{\"service\": \"shop\", \"version\": \"" + VERSION + "\"}\n");
  }
}
