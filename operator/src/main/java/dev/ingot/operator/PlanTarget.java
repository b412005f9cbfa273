package dev.ingot.operator;

/**
 * What is planned.
 *
 * @param service its name, as its ingot.yaml says
 * @param repository as workers reach it
 * @param ref full name of the ref that points to the commit
 * @param commit its id
 * @param folder the service's in the repository, empty for the root
 * @param subject first line of the commit's message
 */
record PlanTarget(
    String service, String repository, String ref, String commit, String folder, String subject) {
  String shortCommit() {
    return commit.substring(0, 8);
  }
}
