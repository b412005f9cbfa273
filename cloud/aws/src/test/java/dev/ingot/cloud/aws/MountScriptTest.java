package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What mount.sh writes into fstab, run with a stand-in for mount. */
class MountScriptTest {
  private static final Path HELPER = Path.of("/sbin/mount.efs");

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fs-1 - / /mnt/a rw          | fs-1:/ /mnt/a efs _netdev,tls,iam,rw 0 0
          fs-1 - /shop /srv/b ro      | fs-1:/shop /srv/b efs _netdev,tls,iam,ro 0 0
          fs-1 fsap-2 / /mnt/a rw     | fs-1:/ /mnt/a efs _netdev,tls,iam,rw,accesspoint=fsap-2 0 0
          fs-1 fsap-2 /x /data/c/d ro | fs-1:/x /data/c/d efs _netdev,tls,iam,ro,accesspoint=fsap-2 0 0
          """)
  void mountsEncryptedAndByTheInstancesRole(String words, String line) throws Exception {
    Ran ran = run(root.toString(), words);

    assertThat(ran.code()).as(ran.said()).isZero();
    assertThat(root.resolve("etc/fstab")).hasContent(line);
    assertThat(ran.said()).isEqualTo("mounts " + words.split(" ", -1)[3] + "\n");
  }

  @Test
  void saysWhatAnImageWithoutTheHelperNeeds() throws Exception {
    assumeThat(HELPER).doesNotExist();

    Ran ran = run("", "fs-1 - / " + root.resolve("mnt") + " rw");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.said()).contains("/sbin/mount.efs", "install amazon-efs-utils");
    assertThat(root.resolve("mnt")).doesNotExist();
  }

  private record Ran(int code, String said) {}

  private Ran run(String ingotRoot, String words) throws IOException, InterruptedException {
    Files.createDirectories(root.resolve("etc"));
    Path bin = Files.createDirectories(root.resolve("bin"));
    Path mount = Files.writeString(bin.resolve("mount"), "#!/bin/sh\necho mounts \"$@\"\n");
    assertThat(mount.toFile().setExecutable(true)).isTrue();
    ProcessBuilder shell =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of("sh", "-c", script(), "mount.sh"), Stream.of(words.split(" ", -1)))
                .toList());
    shell.environment().put("INGOT_ROOT", ingotRoot);
    shell.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    Process process = shell.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), said);
  }

  private static String script() throws IOException {
    try (InputStream in = UserData.class.getResourceAsStream("mount.sh")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
