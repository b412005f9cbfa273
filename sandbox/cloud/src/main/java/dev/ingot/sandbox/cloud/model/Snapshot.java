package dev.ingot.sandbox.cloud.model;

import java.time.Instant;

/** What an image is made of; of ours it only has the name. */
public record Snapshot(String id, String imageId, String description, Instant createdAt) {}
