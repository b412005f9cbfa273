/**
 * A small AWS for one machine: the wire protocols of just the actions that Ingot uses, over one
 * model of images, instances, groups and listeners. Images are folders, instances are processes,
 * listeners are real sockets. Loopback only.
 */
@NullMarked
package dev.ingot.sandbox.cloud;

import org.jspecify.annotations.NullMarked;
