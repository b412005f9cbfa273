package dev.ingot.cloud.contract;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The AWS code on any endpoint that speaks AWS's API: {@code -Dingot.aws.endpoint=http://…}, with
 * credentials from where the SDK looks for them. What a test needs (a listener, a base image, a
 * bucket) is found there, or made.
 */
@EnabledIfSystemProperty(
    named = EndpointRig.ENDPOINT,
    matches = "http.+",
    disabledReason = "no endpoint given by -D" + EndpointRig.ENDPOINT)
class AwsEndpointContractIT extends CloudContract {
  @Override
  Rig start() {
    return new EndpointRig();
  }
}
