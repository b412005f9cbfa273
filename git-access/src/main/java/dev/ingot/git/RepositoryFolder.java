package dev.ingot.git;

import java.util.Optional;

/** The folder of a service in its repository. */
public final class RepositoryFolder {
  private static final int LONGEST = 1_000;
  private static final int DEEPEST = 50;

  private RepositoryFolder() {}

  /** One form for all ways to write it: without slashes at either end; empty for the root. */
  public static String normal(String folder) {
    String bare = folder.strip().replaceAll("/{2,}", "/").replaceFirst("^(\\./)+", "");
    return bare.equals(".") ? "" : bare.replaceFirst("^/", "").replaceFirst("/$", "");
  }

  /** Why a folder in its normal form is none; empty when it is one. */
  public static Optional<String> refusal(String folder) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = folder.split("/", -1);
    if (folder.length() > LONGEST || parts.length > DEEPEST) {
      return Optional.of(
          "is longer than %d characters or deeper than %d folders".formatted(LONGEST, DEEPEST));
    }
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return Optional.of("is no path inside the repository; write it like services/shop");
      }
      if (part.equalsIgnoreCase(".git")) {
        return Optional.of("has a name that git keeps for itself");
      }
    }
    return folder.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\')
        ? Optional.of("has a control character or a backslash in it")
        : Optional.empty();
  }
}
