/**
 * Reports to commits.
 *
 * <p>Consumes: webhooks over HTTP (the package {@code webhook}); {@code ingot.pushes};
 * registrations from {@code ingot.controls}. Calls: the services' git repositories, for what their
 * refs point to.
 *
 * <p>Emits: {@code PushReported} (HTTP side and poller, acknowledged by the brokers before a
 * webhook is answered), then {@code CommitReceived} and {@code HeadSeen} together, once for each
 * new head.
 *
 * <p>Fails: a webhook that cannot be taken is refused with a JSON reason, 503 when the brokers do
 * not acknowledge; a repository that does not answer is asked again, then the push goes to the dead
 * letters, and the poller reports the head anew.
 */
@NullMarked
package dev.ingot.listener;

import org.jspecify.annotations.NullMarked;
