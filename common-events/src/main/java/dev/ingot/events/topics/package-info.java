/**
 * The contract between the stages: which topics there are, which event each carries, what its key
 * is and how ids are made. Pure values; no I/O.
 */
@NullMarked
package dev.ingot.events.topics;

import org.jspecify.annotations.NullMarked;
