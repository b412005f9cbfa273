/**
 * The HTTP side: webhooks of git hosts to pushes.
 *
 * <p>Consumes: webhooks of GitHub, GitLab, Gitea and Forgejo, Bitbucket, and of {@code
 * post-receive} on plain git servers. Calls nobody.
 *
 * <p>Emits: {@code PushReported}, acknowledged by the brokers before a webhook is answered.
 *
 * <p>Fails: every request has an answer in JSON that says why, see docs/webhooks.md; who cannot
 * prove to know a secret learns nothing of what is registered. A sender that is slow, silent or
 * wants too much is cut off, see {@link dev.ingot.listener.webhook.Limits}.
 */
@NullMarked
package dev.ingot.listener.webhook;

import org.jspecify.annotations.NullMarked;
