package dev.ingot.benchmarks.report;

/**
 * Where it was measured.
 *
 * @param processors how many, as the JVM sees them
 * @param memoryMib of the whole machine
 * @param options of the JVM that measures, in which are also the contenders that have no process of
 *     their own
 * @param loadBefore load average over a minute before the measurement
 * @param loadAfter the same at its end, the measurement's own load included
 */
public record Machine(
    String model,
    int processors,
    long memoryMib,
    String system,
    String java,
    String kafka,
    String options,
    double loadBefore,
    double loadAfter) {

  Machine after(double load) {
    return new Machine(
        model, processors, memoryMib, system, java, kafka, options, loadBefore, load);
  }

  String sentence() {
    return "%s, %d processors, %s GB of memory, %s; JDK %s (`%s`); Kafka %s. Load average %s before, %s after."
        .formatted(
            model,
            processors,
            Figures.figure(Math.round(memoryMib / 102.4) / 10.0),
            system,
            java,
            options,
            kafka,
            Figures.figure(loadBefore),
            Figures.figure(loadAfter));
  }
}
