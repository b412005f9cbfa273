/**
 * What there is: images, instances, groups, rules and the rest, as plain values and small
 * registries. Nothing in here blocks, opens a socket or starts a process; all of it is guarded by
 * the account's one lock.
 */
@NullMarked
package dev.ingot.sandbox.cloud.model;

import org.jspecify.annotations.NullMarked;
