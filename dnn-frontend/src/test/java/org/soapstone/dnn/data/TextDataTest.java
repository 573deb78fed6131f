package org.soapstone.dnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.dnn.Seeds;
import org.soapstone.dnn.data.SampleForm.Sequence;

class TextDataTest {
  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  private static List<String> words(LanguageDataset text, int[] numbers) {
    return Arrays.stream(numbers).mapToObj(text.vocabulary().orElseThrow()::word).toList();
  }

  private static int[] tokens(Dataset data, int index) {
    int[] into = new int[data.sequences().getFirst().length()];
    data.tokens(index, 0, into);
    return into;
  }

  private static int[] labels(Dataset data, int index) {
    int[] into = new int[data.labels()];
    data.labels(index, into);
    return into;
  }

  @Test
  void aTextIsCutIntoWindowsLabelledWithTheNextWords() throws IOException {
    LanguageDataset text =
        LanguageDataset.open(file("text", " a b\ta\n\n  c  a über \nb"), new Sequence(3, 100));
    // a b a <eos> c a über <eos> b <eos>
    assertThat(text.size()).isEqualTo(3);
    assertThat(text.classes()).isEqualTo(7);
    assertThat(words(text, tokens(text, 0))).containsExactly("a", "b", "a");
    assertThat(words(text, labels(text, 0))).containsExactly("b", "a", "<eos>");
    assertThat(words(text, tokens(text, 1))).containsExactly("<eos>", "c", "a");
    assertThat(words(text, labels(text, 2))).containsExactly("<eos>", "b", "<eos>");
    assertThat(text.vocabulary().orElseThrow().word(3)).isEqualTo("a");
    assertThat(text.vocabulary().orElseThrow().word(4)).isEqualTo("b");
    LanguageDataset other = text.like(file("other", "a x c\nb a"));
    assertThat(words(other, tokens(other, 0))).containsExactly("a", "<unk>", "c");
    assertThat(other.sequences()).isEqualTo(text.sequences());
  }

  @Test
  void rareWordsAreUnknown() throws IOException {
    LanguageDataset text =
        LanguageDataset.open(file("text", "z b b a a <unk> c"), new Sequence(2, 5));
    assertThat(text.classes()).isEqualTo(5);
    assertThat(words(text, tokens(text, 0))).containsExactly("<unk>", "b");
    assertThat(words(text, tokens(text, 2))).containsExactly("a", "<unk>");
  }

  /** Against splitting the whole text in memory. */
  @Test
  void randomTextsAreReadAsSplittingReadsThem() throws IOException {
    RandomGenerator random = Seeds.random(91);
    String[] gaps = {" ", "  ", "\t", "\n", " \n", "\r\n", "\n\n"};
    for (int round = 0; round < 50; round++) {
      StringBuilder text = new StringBuilder();
      int count = random.nextInt(8, 60);
      for (int i = 0; i < count; i++) {
        text.append((char) ('a' + random.nextInt(5))).append(gaps[random.nextInt(gaps.length)]);
      }
      List<String> expected = new ArrayList<>();
      for (String line : Splitter.on('\n').split(text)) {
        if (!line.isBlank()) {
          expected.addAll(
              Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().splitToList(line));
          expected.add("<eos>");
        }
      }
      int window = random.nextInt(1, 6);
      LanguageDataset data =
          LanguageDataset.open(file("random", text.toString()), new Sequence(window, 100));
      assertThat(data.size()).as("seed %d", Seeds.seed()).isEqualTo((expected.size() - 1) / window);
      for (int i = 0; i < data.size(); i++) {
        int from = i * window;
        assertThat(words(data, tokens(data, i))).isEqualTo(expected.subList(from, from + window));
        assertThat(words(data, labels(data, i)))
            .isEqualTo(expected.subList(from + 1, from + window + 1));
      }
    }
  }

  @Test
  void numbersAreReadAsTheyAre() throws IOException {
    Path file = folder.resolve("train.bin");
    Files.write(file, new byte[] {1, 0, 2, 0, 0, 1, 4, 0, 5, 0});
    LanguageDataset data = LanguageDataset.open(file, new Sequence(2, 300));
    assertThat(data.size()).isEqualTo(2);
    assertThat(tokens(data, 0)).containsExactly(1, 2);
    assertThat(labels(data, 0)).containsExactly(2, 256);
    assertThat(tokens(data, 1)).containsExactly(256, 4);
    assertThatThrownBy(() -> LanguageDataset.open(file, new Sequence(2, 256)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has 256 as token 2, but the model tells 256 apart");
    Path odd = Files.write(folder.resolve("odd.bin"), new byte[3]);
    assertThatThrownBy(() -> LanguageDataset.open(odd, new Sequence(2, 256)))
        .hasMessageContaining("has 3 bytes; a file of tokens has numbers of 16 bits");
  }

  @Test
  void textsAreFilledUpInFrontAndCutBehind() throws IOException {
    file("con", "bad bad film\n".repeat(19));
    Files.write(
        folder.resolve("pro"), "caf\u00e9 good\n".repeat(10).getBytes(StandardCharsets.ISO_8859_1));
    DataSplit data = TextDataset.open(folder, new Sequence(3, 50));
    assertThat(data.training().size()).isEqualTo(18 + 9);
    assertThat(data.testing().size()).isEqualTo(1 + 1);
    assertThat(data.training().classes()).isEqualTo(2);
    assertThat(data.training().label(17)).isZero();
    assertThat(data.training().label(18)).isEqualTo(1);
    Vocabulary words = ((TextDataset) data.training()).vocabulary();
    assertThat(tokens(data.training(), 26))
        .containsExactly(Vocabulary.PADDING, words.number("café"), words.number("good"));
    assertThat(tokens(TextDataset.open(folder, new Sequence(2, 50)).testing(), 0))
        .containsExactly(words.number("bad"), words.number("bad"));
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Files.writeString(one.resolve("only"), "a text");
    refused(() -> TextDataset.open(one, new Sequence(2, 9)), "has 1 files; texts come in a file");
    refused(() -> TextDataset.open(folder.resolve("no"), new Sequence(2, 9)), "is no folder");
    Path empty = file("empty", " \n");
    refused(() -> LanguageDataset.open(empty, new Sequence(2, 9)), "has no words");
    Path few = file("few", "a b");
    refused(() -> LanguageDataset.open(few, new Sequence(3, 9)), "take fewer steps");
    refused(() -> LanguageDataset.open(few, new Sequence(2, 2)), "a vocabulary of 2;");
    refused(
        () -> LanguageDataset.open(folder.resolve("none"), new Sequence(2, 9)), "there is no file");
    SampleForm pairs =
        new SampleForm(
            ImmutableLongArray.of(), List.of(new Sequence(2, 9), new Sequence(3, 9)), 2, 9, 0);
    refused(() -> DataFiles.open(few, pairs), "no file is read for samples of 2 of 9 words, 3 of");
  }

  private static void refused(Runnable opened, String message) {
    assertThatThrownBy(opened::run)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(message);
  }

  @Test
  void probabilitiesOfTrigramsAddUpToOne() throws IOException {
    RandomGenerator random = Seeds.random(92);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      int letter = random.nextInt(7);
      text.append((char) ('a' + Math.min(letter, random.nextInt(7))));
      text.append(random.nextInt(9) == 0 ? '\n' : ' ');
    }
    LanguageDataset data =
        LanguageDataset.open(file("text", text.toString()), new Sequence(5, 100));
    NGrams counts = new NGrams(data);
    for (int first = 0; first < data.classes(); first++) {
      for (int second = 0; second < data.classes(); second++) {
        double sum = 0;
        for (int word = 0; word < data.classes(); word++) {
          sum += counts.probability(first, second, word);
        }
        assertThat(sum).as("seed %d", Seeds.seed()).isCloseTo(1, within(1e-12));
      }
    }
    assertThat(counts.trigramPerplexity(data)).isLessThan(counts.unigramPerplexity(data));
  }

  @Test
  void unigramsAreShares() throws IOException {
    // Labels: b a a <eos>
    LanguageDataset data = LanguageDataset.open(file("text", "a b a a"), new Sequence(2, 100));
    double mean = -(Math.log(0.25) + 2 * Math.log(0.5) + Math.log(0.25)) / 4;
    assertThat(new NGrams(data).unigramPerplexity(data)).isCloseTo(Math.exp(mean), within(1e-12));
  }
}
