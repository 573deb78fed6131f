package org.soapstone.dnn.data;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import com.google.common.primitives.ImmutableLongArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.soapstone.dnn.data.TextFile.Words;

/**
 * One long sequence of indices on the disk, read in windows. Implementations are thread-safe and
 * hold nothing but where windows begin.
 */
sealed interface TokenStream {

  /** {@return the number of indices} */
  long size();

  /** {@return the file's name} */
  Path path();

  /** Reads indices from the beginning of a window on, at most one more than the window has. */
  void read(int window, int[] into);

  /**
   * A text, whose words and ends of lines are numbers of a vocabulary.
   *
   * @param text the text
   * @param vocabulary the numbers
   * @param starts where the windows begin, in bytes
   * @param size the number of words and ends of lines
   */
  record Text(TextFile text, Vocabulary vocabulary, ImmutableLongArray starts, long size)
      implements TokenStream {

    /** {@return a text, read through once to find where its windows begin} */
    static Text of(TextFile text, Vocabulary vocabulary, int window) {
      ImmutableLongArray.Builder starts = ImmutableLongArray.builder();
      long size = 0;
      Words words = text.from(0);
      while (words.next()) {
        if (size % window == 0) {
          starts.add(words.start());
        }
        size++;
      }
      return new Text(text, vocabulary, starts.build(), size);
    }

    @Override
    public Path path() {
      return text.path();
    }

    @Override
    public void read(int window, int[] into) {
      Words words = text.inside(starts.get(window));
      for (int i = 0; i < into.length && words.next(); i++) {
        into[i] = vocabulary.number(words);
      }
    }
  }

  /**
   * A file of unsigned numbers of 16 bits, little-endian, as tokenizers write them.
   *
   * @param file the file
   * @param window the indices of a window
   */
  record Numbers(MappedFile file, int window) implements TokenStream {
    private static final ValueLayout.OfShort LITTLE =
        JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** {@return a file, every number of which has been checked} */
    static Numbers of(Path path, int window, int vocabulary) {
      MappedFile file = MappedFile.open(path);
      if (file.size() == 0 || file.size() % Short.BYTES != 0) {
        throw new DatasetException(
            "'%s' has %d bytes; a file of tokens has numbers of 16 bits"
                .formatted(path, file.size()));
      }
      for (long i = 0; i < file.size() / Short.BYTES; i++) {
        int number = number(file.bytes(), i);
        if (number >= vocabulary) {
          throw new DatasetException(
              "'%s' has %d as token %d, but the model tells %d apart; give it a larger vocabulary"
                  .formatted(path, number, i, vocabulary));
        }
      }
      return new Numbers(file, window);
    }

    private static int number(MemorySegment bytes, long index) {
      return Short.toUnsignedInt(bytes.get(LITTLE, index * Short.BYTES));
    }

    @Override
    public long size() {
      return file.size() / Short.BYTES;
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public void read(int window, int[] into) {
      long first = (long) window * this.window;
      for (int i = 0; i < into.length && first + i < size(); i++) {
        into[i] = number(file.bytes(), first + i);
      }
    }
  }
}
