/**
 * Commits to images.
 *
 * <p>Consumes: {@code ingot.commits}; its own words on {@code ingot.images} and {@code
 * ingot.outcomes}. Calls: the service's git repository, for the tree of the commit; the first
 * environment's cloud, for the bake. Begins none while a standing order freezes that environment.
 *
 * <p>Emits: {@code ImageReady} for the first environment, with the plans of those that follow; or
 * {@code DeploymentFinished}: SUPERSEDED when a newer commit waits, FAILED when ingot.yaml is wrong
 * (line, column, remedy), the source cannot be used, or the build fails (the log's tail as detail).
 *
 * <p>Fails: what the bake has made is removed, and the deployment ends as FAILED.
 */
@NullMarked
package dev.ingot.builder;

import org.jspecify.annotations.NullMarked;
