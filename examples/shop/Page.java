/** What a version of the shop shows: the part that changes from commit to commit. */
final class Page {
  static final String VERSION = "v1";

  private Page() {}

  /** An answer to a request for the page. */
  record Answer(int status, String body) {}

  static Answer answer() {
    return new Answer(200, "{\"service\": \"shop\", \"version\": \"" + VERSION + "\"}\n");
  }
}
