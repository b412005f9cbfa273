/**
 * Part of the build, and of nothing that runs: leaves out of the AWS SDK's clients the operations
 * that nothing here calls. The JVM's verifier looks at each operation of a client when the client's
 * class is linked, and for each loads the class of its request: of EC2 alone 800 classes, of which
 * a worker uses a dozen. What is left out answers with an {@code UnsupportedOperationException}, as
 * the SDK's own interfaces do where an operation is not there.
 */
@NullMarked
package dev.ingot.cloud.aws.cut;

import org.jspecify.annotations.NullMarked;
