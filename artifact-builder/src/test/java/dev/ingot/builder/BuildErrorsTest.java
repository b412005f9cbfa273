package dev.ingot.builder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildErrorsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Shop.java:7: error: ';' expected",
        "/opt/x/main.c:3:5: fatal error: x.h: No such file or directory",
        "src/app.ts(3,5): error TS2304: Cannot find name 'x'.",
        "error[E0425]: cannot find value `x` in this scope",
        "./main.go:5:2: undefined: x",
        "SyntaxError: Unexpected token '}'",
        "java.lang.IllegalStateException: no",
        "[ERROR] COMPILATION ERROR :",
        "npm ERR! code E404",
        "make: *** [Makefile:2: all] Error 1",
        "/bin/sh: 1: ./build.sh: Permission denied",
      })
  void findsTheLineThatTellsMost(String line) {
    assertThat(BuildErrors.first("starting\n" + line + "\nBuild ended\n")).contains(line);
  }

  @Test
  void prefersTheCompilersOwnLine() {
    String log = "[ERROR] build failed\nA.java:1: error: x\n";

    assertThat(BuildErrors.first(log)).contains("A.java:1: error: x");
  }

  @Test
  void removesColours() {
    assertThat(BuildErrors.first("\u001B[31mA.java:1: error: x\u001B[0m\n"))
        .contains("A.java:1: error: x");
  }

  @Test
  void findsNothingInALogWithoutErrors() {
    assertThat(BuildErrors.first("0 errors, all is well\n")).isEmpty();
  }
}
