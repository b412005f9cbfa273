/**
 * Images as folders and instances as processes. A {@link dev.ingot.sandbox.cloud.machine.Machine}
 * boots from a copy of an image: it runs user data, then the image's systemd unit, with an
 * environment of its own in which nothing of the parent's is left. Whatever it started ends with
 * it, detached children included, and also when this JVM is killed.
 */
@NullMarked
package dev.ingot.sandbox.cloud.machine;

import org.jspecify.annotations.NullMarked;
