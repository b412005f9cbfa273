package dev.ingot.stage;

/**
 * Why a stage gives an event up.
 *
 * @param reason one sentence for people, without secrets or payloads
 * @param attempts looks that ended in a surprise, at least 1
 * @param surprise the last one
 */
public record Abandonment(String reason, int attempts, Throwable surprise) {}
