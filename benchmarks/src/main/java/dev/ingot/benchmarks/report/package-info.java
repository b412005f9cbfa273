/**
 * What was measured, as text, as a page, as JSON and as a chart; and the machine. No I/O inside.
 */
@NullMarked
package dev.ingot.benchmarks.report;

import org.jspecify.annotations.NullMarked;
