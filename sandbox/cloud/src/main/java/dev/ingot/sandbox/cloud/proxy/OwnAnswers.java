package dev.ingot.sandbox.cloud.proxy;

import dev.ingot.sandbox.cloud.proxy.RouteTable.Decision.Answer;
import org.eclipse.jetty.http.HttpStatus;

/** What the load balancer says when no target has spoken, in the words of an AWS one. */
final class OwnAnswers {
  /** The Server header of these answers. */
  static final String SERVER = "awselb/2.0";

  private OwnAnswers() {}

  static Answer of(int status) {
    String title = status + " " + HttpStatus.getMessage(status);
    String body =
        """
        <html>
        <head><title>%1$s</title></head>
        <body>
        <center><h1>%1$s</h1></center>
        </body>
        </html>
        """
            .formatted(title);
    return new Answer(status, "text/html", body);
  }
}
