package dev.ingot.cloud.aws.cut;

import dev.ingot.cloud.aws.cut.Bytecode.Method;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which methods of a client are operations that nobody calls. */
final class Operations {
  private static final Pattern TAKES_REQUEST =
      Pattern.compile("\\(Lsoftware/amazon/awssdk/services/\\w+/model/\\w+Request;.*");

  /** What javac makes of a lambda within a method. */
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(\\w+)\\$\\d+");

  /** The SDK itself calls it on a client, for buckets of S3 Express. */
  private static final String FOR_THE_SDK = "createSession";

  private Operations() {}

  /**
   * Operations that are not called, and the lambdas within them.
   *
   * @param methods of the client's implementation
   * @param calls names of what is called on the client's interface. An operation that one of them
   *     begins with stays, too: {@code describeImagesPaginator} calls {@code describeImages},
   *     {@code getObjectAsBytes} calls {@code getObject}
   */
  static Predicate<Method> uncalled(List<Method> methods, Set<String> calls) {
    Set<String> names =
        methods.stream()
            .filter(method -> TAKES_REQUEST.matcher(method.descriptor()).matches())
            .map(Method::name)
            .filter(name -> !name.equals(FOR_THE_SDK))
            .filter(name -> calls.stream().noneMatch(call -> call.startsWith(name)))
            .collect(Collectors.toSet());
    return method -> names.contains(method.name()) || names.contains(around(method.name()));
  }

  /** The method that a lambda was written in; the name itself of what is none. */
  private static String around(String name) {
    Matcher lambda = LAMBDA.matcher(name);
    return lambda.matches() ? lambda.group(1) : name;
  }
}
