package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ingot.sandbox.cloud.machine.SystemdUnit.EnvironmentFile;
import dev.ingot.sandbox.cloud.machine.SystemdUnit.Restart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemdUnitTest {
  @Test
  void readsWhatTheBakeWrites() {
    SystemdUnit unit =
        SystemdUnit.parse(
            """
            # made by the bake
            [Unit]
            Description=Shop

            [Service]
            ExecStart=-/opt/ingot/run --name "two words" \\
              'and $HOME'
            WorkingDirectory=/opt/ingot/app
            Environment=PORT=8080 "GREETING=hello world"
            Environment=EMPTY=
            EnvironmentFile=-/etc/ingot/env
            EnvironmentFile=/etc/must
            Restart=on-failure
            RestartSec=1
            DynamicUser=yes
            StandardOutput=journal+console
            """);

    assertThat(unit)
        .isEqualTo(
            new SystemdUnit(
                List.of(),
                List.of("/opt/ingot/run", "--name", "two words", "and $HOME"),
                Optional.of("/opt/ingot/app"),
                Map.of("PORT", "8080", "GREETING", "hello world", "EMPTY", ""),
                List.of(
                    new EnvironmentFile("/etc/ingot/env", true),
                    new EnvironmentFile("/etc/must", false)),
                Restart.ON_FAILURE,
                Duration.ofSeconds(1),
                5,
                Duration.ofSeconds(10)));
  }

  @ParameterizedTest
  @CsvSource({"1,1000", "1.5,1500", "250ms,250", "2s,2000", "3min,180000", "0,0"})
  void readsTimes(String text, long millis) {
    assertThat(SystemdUnit.parse("ExecStart=/x\nRestartSec=" + text).restartDelay())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void refusesWhatCannotBeAService() {
    assertThatIllegalArgumentException().isThrownBy(() -> SystemdUnit.parse("[Service]\n"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SystemdUnit.parse("ExecStart=/x\nRestartSec=soon"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SystemdUnit.parse("ExecStart=/x\nStartLimitBurst=-1"));
  }

  @ParameterizedTest
  @CsvSource({"NO,1,false", "ON_FAILURE,0,false", "ON_FAILURE,137,true", "ALWAYS,0,true"})
  void restartsWhenTheUnitSaysSo(Restart restart, int exitCode, boolean expected) {
    assertThat(restart.after(exitCode)).isEqualTo(expected);
  }

  @Test
  void readsFilesOfSettingsAsTheyAreWritten() {
    assertThat(
            Words.assignments("# no\nA=1\n B=\"x \\\"y\\\"\"\nC='$D e'\nD=a b \n-=1\nnonsense\n"))
        .isEqualTo(Map.of("A", "1", "B", "x \"y\"", "C", "$D e", "D", "a b"));
  }

  @Test
  void expandsReferences() {
    Map<String, String> environment = Map.of("PORT", "80", "A", "$x\\");

    assertThat(Words.expand("p=${PORT} q=$PORT r=$$PORT s=${NONE} t=$A", environment))
        .isEqualTo("p=80 q=80 r=$PORT s= t=$x\\");
  }

  @Test
  void whatRunsBeforeTheServiceRunsInOrder() {
    assertThat(
            SystemdUnit.parse(
                    """
                    [Service]
                    ExecStart=/run
                    [Service]
                    ExecStartPre=+/bin/sh ${A}/x
                    ExecStartPre=/two
                    """)
                .execStartPre())
        .containsExactly(List.of("/bin/sh", "${A}/x"), List.of("/two"));
  }
}
