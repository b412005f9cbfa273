/**
 * How AWS speaks: signatures, the query, JSON, CBOR and S3 protocols' shapes of requests, answers
 * and errors. Knows nothing of what is spoken about.
 */
@NullMarked
package dev.ingot.sandbox.cloud.wire;

import org.jspecify.annotations.NullMarked;
