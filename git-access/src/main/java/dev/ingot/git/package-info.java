/**
 * Asks git repositories what a ref points to, and prepares commands that fetch from them. Which
 * repositories may be asked is configured; addresses of the machine itself and of a cloud's
 * metadata service are refused, also behind a redirect.
 */
@NullMarked
package dev.ingot.git;

import org.jspecify.annotations.NullMarked;
