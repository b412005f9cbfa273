package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Arns;

/** STS: says who one is. */
final class Sts {
  private Sts() {}

  static void add(QueryService service) {
    service.add(
        "GetCallerIdentity",
        (in, out) ->
            out.text("Arn", "arn:aws:iam::" + Arns.ACCOUNT + ":root")
                .text("UserId", Arns.ACCOUNT)
                .text("Account", Arns.ACCOUNT));
  }
}
