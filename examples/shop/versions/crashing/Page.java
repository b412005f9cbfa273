/** What a version of the shop shows: this one crashes 20 seconds after its start. */
final class Page {
  // Not a constant: so this class, and with it the countdown, begins when the service does.
  static final String VERSION = begin("crashing");

  private Page() {}

  /** An answer to a request for the page. */
  record Answer(int status, String body) {}

  static Answer answer() {
    return new Answer(200, "{\"service\": \"shop\", \"version\": \"" + VERSION + "\"}\n");
  }

  private static String begin(String version) {
    Thread.ofPlatform().daemon().start(Page::crash);
    return version;
  }

  private static void crash() {
    try {
      Thread.sleep(20_000);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println("the shop has run out of gold");
    Runtime.getRuntime().halt(1);
  }
}
