package dev.ingot.kill;

import java.util.regex.Pattern;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * The points after each call to AWS that has changed something: it was answered, and nobody in the
 * process knows the answer yet. The SDK finds this class by a file on the class path.
 */
public final class AwsFaults implements ExecutionInterceptor {
  private static final Pattern READS = Pattern.compile("(Describe|Get|Head|List).*");

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
    String action = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    if (context.httpResponse().isSuccessful() && !reads(action)) {
      Faults.passed(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME) + "." + action);
    }
  }

  /** Whether an action changes nothing. */
  static boolean reads(String action) {
    return READS.matcher(action).matches();
  }
}
