package dev.ingot.stage;

/** Who an event is about, of one listening in one partition. */
record Subject(int partition, int listening, String name) {}
