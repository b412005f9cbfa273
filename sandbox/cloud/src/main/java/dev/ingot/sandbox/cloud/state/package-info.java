/**
 * What outlives the sandbox: the account and the object store's index as one JSON document, written
 * whole before a change is answered. Contents of images and objects are files beside it.
 */
@NullMarked
package dev.ingot.sandbox.cloud.state;

import org.jspecify.annotations.NullMarked;
