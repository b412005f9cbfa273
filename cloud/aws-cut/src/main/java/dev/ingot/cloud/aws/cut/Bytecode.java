package dev.ingot.cloud.aws.cut;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What classes have and call, and classes without some of their methods. */
final class Bytecode {
  private static final int API = Opcodes.ASM9;

  private Bytecode() {}

  /**
   * A method that a class has.
   *
   * @param descriptor such as {@code (Ljava/lang/String;)V}
   */
  record Method(String name, String descriptor) {}

  /**
   * A method that a class calls, or refers to.
   *
   * @param type with slashes
   */
  record Call(String type, String method) {}

  static List<Method> methods(byte[] file) {
    List<Method> methods = new ArrayList<>();
    new ClassReader(file)
        .accept(
            new ClassVisitor(API) {
              @Override
              public @Nullable MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                methods.add(new Method(name, descriptor));
                return null;
              }
            },
            ClassReader.SKIP_CODE);
    return methods;
  }

  static Set<Call> calls(byte[] file) {
    Set<Call> calls = new HashSet<>();
    MethodVisitor noting = new Noting(calls);
    new ClassReader(file)
        .accept(
            new ClassVisitor(API) {
              @Override
              public MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                return noting;
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return calls;
  }

  /** The same class with fewer methods; those that stay are copied byte for byte. */
  static byte[] without(byte[] file, Predicate<Method> leftOut) {
    ClassReader reader = new ClassReader(file);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(API, writer) {
          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            return leftOut.test(new Method(name, descriptor))
                ? null
                : super.visitMethod(access, name, descriptor, signature, exceptions);
          }
        },
        0);
    return writer.toByteArray();
  }

  /** Notes calls, and the methods that lambdas refer to. */
  private static final class Noting extends MethodVisitor {
    private final Set<Call> calls;

    Noting(Set<Call> calls) {
      super(API);
      this.calls = calls;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      calls.add(new Call(owner, name));
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        if (argument instanceof Handle handle) {
          calls.add(new Call(handle.getOwner(), handle.getName()));
        }
      }
    }
  }
}
