package dev.ingot.recipe;

import dev.ingot.cloud.ImageBaker;
import dev.ingot.stage.FaultPoint;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.Deflater;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** The source tree as a gzipped tar, written to disk when it is first asked for. Thread-safe. */
public final class SourceArchive implements ImageBaker.Source, AutoCloseable {
  private final SourceCommit commit;
  private final Path file;
  private final long mostBytes;

  /**
   * @param file where it is written; deleted on close
   * @param mostBytes largest size of the tree, unpacked
   */
  SourceArchive(SourceCommit commit, Path file, long mostBytes) {
    this.commit = commit;
    this.file = file;
    this.mostBytes = mostBytes;
  }

  @Override
  public InputStream open() throws IOException {
    return Files.newInputStream(written());
  }

  @Override
  public long size() throws IOException {
    return Files.size(written());
  }

  private synchronized Path written() throws IOException {
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Path part = file.resolveSibling(file.getFileName() + ".part");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part));
          OutputStream gzip = new GzipCompressorOutputStream(out, parameters())) {
        new SourceTar(commit, mostBytes).write(gzip);
      }
      FaultPoint.ARCHIVE_WRITTEN.pass();
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      FaultPoint.ARCHIVE_NAMED.pass();
    }
    return file;
  }

  /** No time and no name in the header: the same tree gives the same bytes. */
  private static GzipParameters parameters() {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(Deflater.BEST_SPEED);
    return parameters;
  }

  @Override
  public void close() throws IOException {
    if (Files.deleteIfExists(file)) {
      FaultPoint.ARCHIVE_DELETED.pass();
    }
  }
}
