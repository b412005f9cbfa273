package dev.ingot.builder;

import static dev.ingot.builder.HostileBuild.baked;
import static dev.ingot.builder.HostileBuild.entries;
import static dev.ingot.builder.HostileBuild.failed;
import static dev.ingot.builder.HostileBuild.isFile;
import static dev.ingot.builder.HostileBuild.isLink;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Builds that leave behind what an image should not have, or what leads out of it. */
final class HostileTrees {
  private static final int SET_ID = 06000;

  private HostileTrees() {}

  static List<HostileBuild> all() {
    return List.of(
        baked(
            "links to files and folders outside of its tree",
            "as links; what they lead to is not copied",
            "ln -s /etc/passwd file; ln -s @VICTIM@ folder; ln -s ../../../../../../../../ up",
            (app, log) -> {
              assertThat(List.of("file", "folder", "up")).allMatch(it -> isLink(app.resolve(it)));
              assertThat(app.resolve("run")).doesNotExist();
            }),
        failed(
            "a link in the place of its own folder",
            "has removed or replaced its own folder",
            "cd ..; mv app gone; ln -s @VICTIM@ app"),
        failed(
            "nothing in the place of its own folder",
            "has removed or replaced its own folder",
            "rm -rf ../app"),
        baked(
            "links in the place of what the bake itself writes",
            "they are replaced, not followed",
            """
            ln -sf @VICTIM@/planted ../run
            mkdir -p ../../../etc/systemd/system
            ln -sf @VICTIM@/planted ../../../etc/systemd/system/ingot-app.service
            """,
            (app, log) -> {
              assertThat(isFile(app.resolveSibling("run"))).isTrue();
              assertThat(isFile(app.resolve("../../../etc/systemd/system/ingot-app.service")))
                  .isTrue();
            }),
        failed(
            "a link in the place of systemd's folder",
            "a link in the place of /etc/systemd/system",
            "mkdir -p ../../../etc/systemd; rm -rf ../../../etc/systemd/system; ln -s @VICTIM@ ../../../etc/systemd/system"),
        baked(
            "a program that runs as its owner (setuid, setgid)",
            "without these bits",
            "cp /bin/sh lent; chmod 6755 lent; cp /bin/sh ../../../lent; chmod 4755 ../../../lent",
            (app, log) -> {
              assertThat(mode(app.resolve("lent")) & SET_ID).isZero();
              assertThat(mode(app.resolve("../../../lent")) & SET_ID).isZero();
              assertThat(mode(app.resolve("lent")) & 0777).isEqualTo(0755);
            }),
        baked(
            "pipes and devices",
            "without them",
            "mkfifo pipe; [ \"$(id -u)\" != 0 ] || mknod null c 1 3 || true",
            (app, log) -> {
              assertThat(app.resolve("pipe")).doesNotExist();
              assertThat(app.resolve("null")).doesNotExist();
            }),
        baked(
            "names with line breaks, quotes, `$(…)`, leading dashes, marks that turn text around, and bytes that are no UTF-8",
            "byte for byte",
            """
            mkdir names; cd names
            touch 'a
            b' '$(touch pwned)' '`id`' ./-rf "$(printf 'r\\342\\200\\256l')" "$(printf '\\377\\376')" ' ' '"' "'"
            """,
            (app, log) -> assertThat(entries(app.resolve("names"))).isEqualTo(9)),
        baked(
            "a folder that nobody may enter",
            "readable by the service's user",
            "mkdir shut; echo x > shut/file; chmod 000 shut/file shut",
            (app, log) -> assertThat(Files.readString(app.resolve("shut/file"))).isEqualTo("x\n")),
        failed(
            "folders within folders, longer than a path may be",
            "the cloud could not make the image (the sandbox alone; EC2 takes the whole disk)",
            "the cloud could not make the image",
            """
            name=$(printf 'd%.0s' $(seq 200))
            i=0
            while [ $i -lt 30 ]; do mkdir $name; cd -P $name; i=$((i + 1)); done
            """));
  }

  private static int mode(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }
}
