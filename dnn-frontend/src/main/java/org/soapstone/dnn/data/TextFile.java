package org.soapstone.dnn.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of words with white space between them, lines of which are sentences. Words are read where
 * they lie; those that are not UTF-8 are taken as Latin-1. Thread-safe.
 */
final class TextFile {
  private final MappedFile file;

  private TextFile(MappedFile file) {
    this.file = file;
  }

  /** {@return a file, which has at least one word} */
  static TextFile open(Path path) {
    TextFile text = new TextFile(MappedFile.open(path));
    if (!text.from(0).next()) {
      throw new DatasetException("'%s' has no words".formatted(path));
    }
    return text;
  }

  Path path() {
    return file.path();
  }

  /** {@return where the lines with words begin, in bytes} */
  List<Long> lines() {
    List<Long> starts = new ArrayList<>();
    Words words = from(0);
    boolean begins = true;
    while (words.next()) {
      if (begins && !words.isEnd()) {
        starts.add(words.start());
      }
      begins = words.isEnd();
    }
    return starts;
  }

  /** {@return the words from the beginning of a line on} */
  Words from(long start) {
    return new Words(file.bytes(), start, true);
  }

  /** {@return the words from a word on, which may be the end of a line} */
  Words inside(long start) {
    return new Words(file.bytes(), start, false);
  }

  /** Goes through words; the end of a line with words is one, too. */
  static final class Words {
    private final MemorySegment bytes;
    private long start;
    private long end;
    private boolean isEnd;

    Words(MemorySegment bytes, long start, boolean isLine) {
      this.bytes = bytes;
      this.end = start;
      this.isEnd = isLine;
    }

    /** {@return whether there is another word, which is the present one then} */
    boolean next() {
      boolean wasEnd = isEnd;
      long at = end;
      while (at < bytes.byteSize() && isSpace(at)) {
        if (bytes.get(JAVA_BYTE, at) == '\n' && !wasEnd) {
          return found(at, at + 1, true);
        }
        at++;
      }
      if (at == bytes.byteSize()) {
        return !wasEnd && found(at, at, true);
      }
      long first = at;
      while (at < bytes.byteSize() && !isSpace(at)) {
        at++;
      }
      return found(first, at, false);
    }

    private boolean found(long from, long to, boolean endOfLine) {
      start = from;
      end = to;
      isEnd = endOfLine;
      return true;
    }

    private boolean isSpace(long at) {
      return bytes.get(JAVA_BYTE, at) >= 0 && bytes.get(JAVA_BYTE, at) <= ' ';
    }

    /** {@return where the present word begins, in bytes} */
    long start() {
      return start;
    }

    /** {@return whether the present word is the end of a line} */
    boolean isEnd() {
      return isEnd;
    }

    /** {@return the present word, which is no end of a line} */
    String word() {
      byte[] word = bytes.asSlice(start, end - start).toArray(JAVA_BYTE);
      try {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(word)).toString();
      } catch (CharacterCodingException e) {
        return new String(word, ISO_8859_1);
      }
    }
  }
}
