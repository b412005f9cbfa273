package dev.ingot.verifier;

import dev.ingot.stage.testkit.Events;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** What instances show at /metrics, at a second after the shift. */
final class Pages {
  static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private Pages() {}

  /** A hundred a second since an hour ago; of which a share is bad. */
  static String pair(long second, double bad) {
    long all = 100 * (3_600 + second);
    return """
        # HELP all_total All of them.
        # TYPE all_total counter
        all_total{kind="a"} %d
        # TYPE bad_total counter
        bad_total{kind="a"} %d
        """
        .formatted(all, Math.round(all * bad));
  }

  /** The same, of which a share took at most 10 ms, and half of the others more than 20 ms. */
  static String histogram(long second, double quick) {
    long all = 100 * (3_600 + second);
    return String.format(
        Locale.ROOT,
        """
        # TYPE took histogram
        took_bucket{le="10"} %d
        took_bucket{le="20"} %d
        took_bucket{le="+Inf"} %d
        took_sum 12.5
        took_count %d
        """,
        Math.round(all * quick),
        Math.round(all * (quick + 1) / 2),
        all,
        all);
  }

  static String stamped(String page, long second) {
    long millis = Events.START.plusSeconds(second).toEpochMilli();
    return page.lines()
        .map(line -> line.startsWith("#") ? line : line + " " + millis)
        .reduce("", (a, b) -> a + b + "\n");
  }

  static void show(OutputStream out, String page) throws IOException {
    Site.send(out, 200, TEXT, page);
  }

  static void binary(OutputStream out) throws IOException {
    Site.head(out, 200, TEXT, 2);
    out.write(new byte[] {(byte) 0xC3, (byte) 0x28});
  }
}
