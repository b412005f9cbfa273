package dev.ingot.benchmarks.load;

import java.util.List;

/** Contenders one behind the other. */
record Chain(List<? extends Contender> links) implements Contender {
  @Override
  public long transactions() {
    return links.stream().mapToLong(Contender::transactions).sum();
  }

  @Override
  public void close() {
    links.forEach(Contender::close);
  }
}
