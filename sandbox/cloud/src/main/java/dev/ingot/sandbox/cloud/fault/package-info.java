/**
 * The sandbox misbehaves on request: calls that are throttled, fail, take long, or are cut off with
 * the caller none the wiser.
 */
@NullMarked
package dev.ingot.sandbox.cloud.fault;

import org.jspecify.annotations.NullMarked;
