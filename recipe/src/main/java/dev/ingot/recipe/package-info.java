/**
 * All that goes into an image, known before anything is baked: for the artifact-builder, which
 * bakes it, and for {@code ingot plan}, which only tells.
 *
 * <p>Calls: the service's git repository, for the tree of a commit; the first environment's cloud,
 * for the base image's id. Makes nothing but files in folders that its caller gives it.
 *
 * <p>Fails: with {@link dev.ingot.recipe.SourceRefusedException} or {@code PipelineFileException}
 * when the commit can never be baked as it is, saying what to do.
 */
@NullMarked
package dev.ingot.recipe;

import org.jspecify.annotations.NullMarked;
