/**
 * The four things a cloud can do: bake images ({@link dev.ingot.cloud.ImageBaker}), keep fleets
 * ({@link dev.ingot.cloud.FleetManager}), route traffic ({@link dev.ingot.cloud.TrafficRouter}) and
 * tell what happened ({@link dev.ingot.cloud.Telemetry}).
 *
 * <p>Every call is short and idempotent: it describes before it acts, never waits for the cloud to
 * finish, and finds what it made by name or tag after a crash. Failures are {@link
 * dev.ingot.cloud.CloudException}s, whatever the provider.
 */
@NullMarked
package dev.ingot.cloud;

import org.jspecify.annotations.NullMarked;
