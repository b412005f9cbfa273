/** The containers, as docker-compose.yml describes them. */
@NullMarked
package dev.ingot.docker;

import org.jspecify.annotations.NullMarked;
