package dev.ingot.listener.webhook;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** One way in which git hosts tell of pushes. */
interface Host {
  /** Whose webhooks are known. */
  List<Host> ALL =
      List.of(new GitHub(), new GitLab(), new Gitea(), new Bitbucket(), new PlainGit());

  String PUSHES_ONLY = "only push events are of interest";

  /** The last part of the path that its webhooks go to, and part of its pushes' ids. */
  String name();

  /** Every header that it reads; none may be there twice. */
  List<String> headers();

  /** What the headers say, before there is a body. */
  Reading read(Headers headers, Instant now);

  /**
   * Takes from the body what matters.
   *
   * @throws IOException when it is not what the host sends
   */
  void read(JsonFields json, Payload payload) throws IOException;
}
