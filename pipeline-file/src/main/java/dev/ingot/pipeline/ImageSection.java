package dev.ingot.pipeline;

import java.util.Optional;

/**
 * What ingot.yaml says about the image: the same for every environment.
 *
 * @param base alias of the environment, image id, or {@code ssm:} parameter
 * @param build shell commands that build the service in its source tree, where there is a need
 * @param run the command line that starts the service, run by a shell's {@code exec}
 */
public record ImageSection(String base, Optional<String> build, String run) {}
