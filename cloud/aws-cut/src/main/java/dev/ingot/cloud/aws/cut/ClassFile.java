package dev.ingot.cloud.aws.cut;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * As much of a class file (JVM Specification, chapter 4) as it takes to see what it calls, and to
 * leave methods out of it. What those alone refer to stays among its constants.
 */
final class ClassFile {
  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;

  private final byte[] bytes;
  private final ByteBuffer in;

  /** Where each constant begins, with its tag. */
  private final int[] constants;

  private final List<Method> methods = new ArrayList<>();
  private final int countAt;

  /**
   * A method that it has.
   *
   * @param descriptor such as {@code (Ljava/lang/String;)V}
   * @param from where it begins in the file
   * @param to where the next one does
   */
  record Method(String name, String descriptor, int from, int to) {}

  /**
   * A method that it calls, or refers to.
   *
   * @param type with slashes
   */
  record Call(String type, String method) {}

  private ClassFile(byte[] bytes) {
    this.bytes = bytes;
    in = ByteBuffer.wrap(bytes);
    in.position(8); // magic number and version
    constants = constants();
    in.position(in.position() + 6); // flags, itself, what it extends
    in.position(in.position() + 2 * u2(in.position()) + 2);
    for (int fields = next(); fields > 0; fields--) {
      member();
    }
    countAt = in.position();
    for (int count = next(); count > 0; count--) {
      methods.add(member());
    }
  }

  /**
   * Of what a compiler wrote.
   *
   * @throws RuntimeException when it is no class file
   */
  static ClassFile read(byte[] bytes) {
    return new ClassFile(bytes);
  }

  List<Method> methods() {
    return List.copyOf(methods);
  }

  /** All that its methods may call. */
  List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (int at : constants) {
      int tag = at == 0 ? 0 : bytes[at];
      if (tag == METHOD || tag == INTERFACE_METHOD) {
        int type = constant(u2(at + 1), CLASS);
        int nameAndType = constant(u2(at + 3), NAME_AND_TYPE);
        calls.add(new Call(text(u2(type + 1)), text(u2(nameAndType + 1))));
      }
    }
    return calls;
  }

  /** The same class with fewer methods. */
  byte[] without(Predicate<Method> leftOut) {
    List<Method> kept = methods.stream().filter(leftOut.negate()).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    out.write(bytes, 0, countAt);
    out.write(kept.size() >> 8);
    out.write(kept.size());
    kept.forEach(method -> out.write(bytes, method.from(), method.to() - method.from()));
    out.write(bytes, in.position(), bytes.length - in.position());
    return out.toByteArray();
  }

  private int[] constants() {
    int count = next();
    int[] at = new int[count];
    for (int i = 1; i < count; i++) {
      at[i] = in.position();
      int tag = in.get();
      in.position(in.position() + size(tag));
      if (tag == LONG || tag == DOUBLE) {
        i++; // Each takes two numbers.
      }
    }
    return at;
  }

  /** Bytes after the tag. */
  private int size(int tag) {
    return switch (tag) {
      case UTF8 -> 2 + u2(in.position());
      case LONG, DOUBLE -> 8;
      case CLASS, 8, 16, 19, 20 -> 2; // strings, method types, modules, packages
      case 15 -> 3; // method handles
      case 3, 4, 9, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, 17, 18 -> 4;
      default -> throw new IllegalArgumentException("a constant of unknown kind " + tag);
    };
  }

  /** A field or a method. */
  private Method member() {
    int from = in.position();
    String name = text(u2(from + 2));
    String descriptor = text(u2(from + 4));
    in.position(from + 6);
    for (int attributes = next(); attributes > 0; attributes--) {
      int length = in.getInt(in.position() + 2);
      in.position(in.position() + 6 + length);
    }
    return new Method(name, descriptor, from, in.position());
  }

  private int constant(int index, int tag) {
    int at = constants[index];
    if (bytes[at] != tag) {
      throw new IllegalArgumentException("constant %d is not of kind %d".formatted(index, tag));
    }
    return at;
  }

  /** The file's own UTF-8 differs from the usual one in characters that no such name has. */
  private String text(int index) {
    int at = constant(index, UTF8);
    return new String(bytes, at + 3, u2(at + 1), StandardCharsets.UTF_8);
  }

  private int next() {
    return Short.toUnsignedInt(in.getShort());
  }

  private int u2(int at) {
    return Short.toUnsignedInt(in.getShort(at));
  }
}
