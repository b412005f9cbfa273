package dev.ingot.operator;

/** How an answer is written, for people or for programs; named as it is on the command line. */
enum Output {
  text,
  json
}
