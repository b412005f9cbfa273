/** One suite for every provider and every endpoint. */
@NullMarked
package dev.ingot.cloud.contract;

import org.jspecify.annotations.NullMarked;
