/** What end-to-end measurements stand on: a broker in a process of its own, and a registry. */
@NullMarked
package dev.ingot.benchmarks.stand;

import org.jspecify.annotations.NullMarked;
