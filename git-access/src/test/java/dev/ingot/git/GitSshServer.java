package dev.ingot.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.UploadPack;

/** A git host over ssh: a real sshd in this JVM, and JGit's own upload-pack. */
final class GitSshServer implements AutoCloseable {
  final KeyPair hostKey = newKey();
  final KeyPair userKey = newKey();
  private final SshServer server = SshServer.setUpDefaultServer();

  GitSshServer() throws Exception {
    server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(
        (user, key, session) -> KeyUtils.compareKeys(key, userKey.getPublic()));
    server.setCommandFactory((channel, command) -> new Upload(command));
    server.start();
  }

  static KeyPair newKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  int port() {
    return server.getPort();
  }

  /** The line of {@code known_hosts} that names the host with the key. */
  String knownHost(String host, KeyPair key) {
    return "[%s]:%d %s\n".formatted(host, port(), PublicKeyEntry.toString(key.getPublic()));
  }

  static void write(KeyPair key, Path file) throws Exception {
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", null, out);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }

  private static final class Upload implements Command {
    private final String command;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (code, message, close) -> {};

    private Upload(String command) {
      this.command = command;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
      Thread.ofVirtual().start(() -> serve(environment));
    }

    private void serve(Environment environment) {
      Path folder = Path.of(command.replaceFirst("^git-upload-pack '(.*)'$", "$1"));
      try (Repository repository =
          new FileRepositoryBuilder().setGitDir(folder.toFile()).setMustExist(true).build()) {
        UploadPack upload = new UploadPack(repository);
        String protocol = environment.getEnv().get("GIT_PROTOCOL");
        if (protocol != null) {
          upload.setExtraParameters(List.of(protocol.split(":")));
        }
        upload.upload(in, out, err);
        exit.onExit(0);
      } catch (IOException | RuntimeException e) {
        exit.onExit(128);
      }
    }

    @Override
    public void destroy(ChannelSession channel) {
      // Its streams end.
    }

    @Override
    public void setInputStream(InputStream in) {
      this.in = in;
    }

    @Override
    public void setOutputStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void setErrorStream(OutputStream err) {
      this.err = err;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
      this.exit = callback;
    }
  }
}
