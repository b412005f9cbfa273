package dev.ingot.git;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;

/** An ssh session whose far end may send only so much. */
final class LimitedSession implements RemoteSession2 {
  private final RemoteSession session;
  private final LimitedStream.Budget budget;

  LimitedSession(RemoteSession session, LimitedStream.Budget budget) {
    this.session = session;
    this.budget = budget;
  }

  @Override
  public Process exec(String command, int timeout) throws IOException {
    return new Limited(session.exec(command, timeout));
  }

  @Override
  public Process exec(String command, Map<String, String> environment, int timeout)
      throws IOException {
    return new Limited(
        session instanceof RemoteSession2 two
            ? two.exec(command, environment, timeout)
            : session.exec(command, timeout));
  }

  @Override
  public void disconnect() {
    session.disconnect();
  }

  /** Knows whether anything was written to it. */
  private static final class Asking extends FilterOutputStream {
    private volatile boolean asked;

    private Asking(OutputStream out) {
      super(out);
    }

    private boolean asked() {
      return asked;
    }

    @Override
    public void write(int one) throws IOException {
      asked = true;
      out.write(one);
    }

    @Override
    public void write(byte[] from, int at, int length) throws IOException {
      asked = true;
      out.write(from, at, length);
    }
  }

  private final class Limited extends Process {
    private final Process process;
    private final Asking in;
    private final InputStream out;
    private final InputStream errors;

    private Limited(Process process) {
      this.process = process;
      this.in = new Asking(process.getOutputStream());
      this.out = new LimitedStream(process.getInputStream(), budget, in::asked);
      this.errors = new WordsStream(process.getErrorStream(), budget.lines());
    }

    @Override
    public OutputStream getOutputStream() {
      return in;
    }

    @Override
    public InputStream getInputStream() {
      return out;
    }

    @Override
    public InputStream getErrorStream() {
      return errors;
    }

    @Override
    public int waitFor() throws InterruptedException {
      return process.waitFor();
    }

    @Override
    public boolean waitFor(long time, TimeUnit unit) throws InterruptedException {
      return process.waitFor(time, unit);
    }

    @Override
    public int exitValue() {
      return process.exitValue();
    }

    @Override
    public void destroy() {
      process.destroy();
    }
  }
}
