package dev.ingot.sandbox.cloud.state;

import dev.ingot.sandbox.cloud.api.ObjectStore;
import dev.ingot.sandbox.cloud.model.Account;

/**
 * Everything that is kept.
 *
 * @param format says what it is
 * @param version of the format; a reader reads its own alone
 */
public record Document(String format, int version, Account.Kept account, ObjectStore.Kept objects) {
  static final String FORMAT = "ingot-sandbox-cloud";
  static final int VERSION = 2;

  /** One of this version. */
  public static Document of(Account.Kept account, ObjectStore.Kept objects) {
    return new Document(FORMAT, VERSION, account, objects);
  }
}
