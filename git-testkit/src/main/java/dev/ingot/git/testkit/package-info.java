/** Repositories for tests, on disk and without a command line of git's. */
@NullMarked
package dev.ingot.git.testkit;

import org.jspecify.annotations.NullMarked;
