package dev.ingot.sandbox.cloud.wire;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes the XML of an answer. */
public final class Xml {
  private final StringBuilder out = new StringBuilder(1024);
  private final String item;

  /**
   * @param item what the members of a list are called: {@code item} or {@code member}
   */
  public Xml(String item) {
    this.item = item;
  }

  /** An element with a text in it. */
  public Xml text(String name, Object value) {
    out.append('<').append(name).append('>');
    escape(String.valueOf(value));
    out.append("</").append(name).append('>');
    return this;
  }

  /** An element with a text in it, when there is one. */
  public Xml text(String name, Optional<?> value) {
    value.ifPresent(present -> text(name, present));
    return this;
  }

  /** An element with elements in it. */
  public Xml node(String name, Consumer<Xml> body) {
    out.append('<').append(name).append('>');
    body.accept(this);
    out.append("</").append(name).append('>');
    return this;
  }

  /** The root element. */
  public Xml root(String name, String namespace, Consumer<Xml> body) {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<").append(name);
    out.append(" xmlns=\"").append(namespace).append("\">");
    body.accept(this);
    out.append("</").append(name).append('>');
    return this;
  }

  /** What another one wrote. */
  public Xml raw(Xml other) {
    out.append(other.out);
    return this;
  }

  /** A list of structures. */
  public <T> Xml list(String name, Iterable<? extends T> members, BiConsumer<Xml, T> body) {
    return node(
        name,
        list -> {
          for (T member : members) {
            node(item, element -> body.accept(element, member));
          }
        });
  }

  /** A list of texts. */
  public Xml texts(String name, Iterable<?> members) {
    return node(
        name,
        list -> {
          for (Object member : members) {
            text(item, member);
          }
        });
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private void escape(String text) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#13;");
                default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
              }
            });
  }

  /** What XML 1.0 has no way to say, such as a NUL, must not make the whole answer unreadable. */
  private static boolean allowed(int c) {
    return c == '\n'
        || c == '\t'
        || (c >= 0x20 && c < 0xD800)
        || (c > 0xDFFF && c < 0xFFFE)
        || c > 0xFFFF;
  }
}
