/** JVMs of our own, as processes: started, watched, frozen, killed; none outlives its parent. */
@NullMarked
package dev.ingot.sandbox.process;

import org.jspecify.annotations.NullMarked;
