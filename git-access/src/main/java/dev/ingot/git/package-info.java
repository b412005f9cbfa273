/**
 * Asks git repositories what a ref points to, and fetches from them, over https, ssh, http or from
 * a folder.
 *
 * <p>Which repositories may be asked is configured. The addresses that are connected to are those
 * that were held against the rules, a redirect leads nowhere else, hosts of ssh have to show a key
 * that is known, and nothing of this machine's user counts. Credentials come from files. Every call
 * has a deadline and a limit of what the other side may send.
 *
 * <p>Fails: {@code RepositoryRefusedException} when trying again helps nobody, with a sentence that
 * says what to change; {@code RepositoryMissingException}; any other {@code IOException} when it
 * may be different the next time.
 */
@NullMarked
package dev.ingot.git;

import org.jspecify.annotations.NullMarked;
