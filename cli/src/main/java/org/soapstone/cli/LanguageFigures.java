package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.soapstone.dnn.data.DataSplit;
import org.soapstone.dnn.data.NGrams;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.operators.BatchMetrics;

/**
 * How well a language model does on a text, beside models that count words.
 *
 * @param perplexity the model's
 * @param unigram that of the words' shares
 * @param trigram that of trigrams with Kneser-Ney smoothing
 */
record LanguageFigures(double perplexity, double unigram, double trigram) {

  /**
   * {@return the figures, if the data is a text whose words are labelled with the next ones}
   *
   * @param form what a sample is made of
   * @param data both texts; random samples are none
   * @param test what was measured on the text for testing
   */
  static Optional<LanguageFigures> of(
      SampleForm form, DataSplit data, Optional<BatchMetrics> test) {
    if (!form.isLanguage() || data.isRandom()) {
      return Optional.empty();
    }
    return test.map(measured -> {
      NGrams counts = new NGrams(data.training());
      return new LanguageFigures(
          measured.perplexity(),
          counts.unigramPerplexity(data.testing()),
          counts.trigramPerplexity(data.testing()));
    });
  }

  /** {@return the figures in words} */
  String line() {
    return Figures.format(
        "perplexity %.1f, that is %.3f of a unigram model's %.1f; a Kneser-Ney trigram model's is"
            + " %.1f, %.3f of it",
        perplexity, perplexity / unigram, unigram, trigram, trigram / unigram);
  }

  /** Adds the figures. */
  void put(ObjectNode object) {
    object.put("perplexity", perplexity);
    object.put("unigramPerplexity", unigram);
    object.put("trigramPerplexity", trigram);
  }
}
