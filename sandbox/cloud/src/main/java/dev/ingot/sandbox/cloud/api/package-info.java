/**
 * What can be asked: one class per group of actions, each a translation between the wire and the
 * model. Every action of the control plane runs alone, under the account's one lock.
 */
@NullMarked
package dev.ingot.sandbox.cloud.api;

import org.jspecify.annotations.NullMarked;
