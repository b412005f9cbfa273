package dev.ingot.sandbox.cloud.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.sandbox.cloud.api.ObjectStore;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentFileTest {
  private final Document document =
      Document.of(
          Everything.of(2).keep(),
          new ObjectStore.Kept(
              Map.of(
                  "bucket",
                  List.of(
                      new ObjectStore.KeptObject(
                          "a/b \u2603", 5, "\"e\"", Everything.NOW, Map.of("x-amz-meta-a", "b"))),
                  "empty-bucket",
                  List.of())));

  @TempDir Path folder;
  private Path file;
  private DocumentFile documents;

  @BeforeEach
  void open() {
    file = folder.resolve("state.json");
    documents = new DocumentFile(folder);
  }

  @Test
  void everythingSurvives() throws IOException {
    documents.write(document);

    Document read = documents.read().orElseThrow();
    assertThat(read).isEqualTo(document);
    assertThat(Account.of(Everything.CLOCK, read.account()).keep()).isEqualTo(document.account());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryContaining("glob:**state.json");
  }

  @Test
  void whatAKilledWriterLeftIsReplaced() throws IOException {
    documents.write(document);
    Files.writeString(folder.resolve("state.json.part"), "{\"format\":");

    assertThat(documents.read()).contains(document);
    documents.write(document);
    assertThat(folder.resolve("state.json.part")).doesNotExist();
  }

  @Test
  void thereIsNothingInTheBeginning() throws IOException {
    assertThat(documents.read()).isEmpty();
  }

  @Test
  void aDamagedDocumentIsRefusedAndLeftAsItIs() throws IOException {
    refuses("damaged", text -> text.substring(0, text.length() / 2));
    refuses("damaged", text -> text + "}");
    refuses("damaged", text -> text.replaceFirst("\"priority\":\\d+,", ""));
    refuses("damaged", text -> text.replaceFirst("\"priority\":\\d+", "\"priority\":null"));
    refuses("damaged", text -> text.replaceFirst("\"weight\":95", "\"weight\":9500"));
    refuses("damaged", text -> text.replaceFirst("\"kind\":\"Forward\"", "\"kind\":\"Teleport\""));
    refuses("damaged", text -> text.replaceFirst("2026-11-23T", "2026-13-23T"));
    refuses("damaged", text -> text.replaceFirst("\"sizeCause\":\"[^\"]*\"", "\"sizeCause\":null"));
    refuses("damaged", text -> text.replaceFirst("\"rules\":", "\"extra\":1,\"rules\":"));
    refuses("not the state", text -> "");
    refuses("not the state", text -> "{}");
    refuses("not the state", text -> "[1]");
  }

  @Test
  void aDocumentOfAnotherVersionIsRefusedAndLeftAsItIs() throws IOException {
    refuses("version 3", text -> text.replaceFirst("\"version\":2", "\"version\":3"));
  }

  @Test
  void aDocumentOfVersionOneIsReadWithItsParameters() throws IOException {
    documents.write(document);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode tree = (ObjectNode) mapper.readTree(file.toFile());
    tree.put("version", 1);
    ObjectNode account = (ObjectNode) tree.get("account");
    account.remove("vault");
    account.putObject("parameters").put("/ingot/images/debian-12", "ami-1");
    mapper.writeValue(file.toFile(), tree);

    Vault.Kept vault = documents.read().orElseThrow().account().vault();

    assertThat(vault.secrets()).isEmpty();
    assertThat(vault.parameters())
        .containsExactly(
            new Vault.Parameter(
                "/ingot/images/debian-12", "String", "ami-1", 1, document.account().createdAt()));
  }

  private void refuses(String because, UnaryOperator<String> change) throws IOException {
    documents.write(document);
    String before = Files.readString(file);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(file, after);

    assertThatThrownBy(documents::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(because)
        .hasMessageContaining("Nothing was changed")
        .hasMessageContaining(folder.toString());
    assertThat(file).hasContent(after);
  }
}
