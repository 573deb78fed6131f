package org.soapstone.dnn.zoo;

import java.util.List;
import org.soapstone.dnn.operators.Adam;
import org.soapstone.dnn.operators.LearningRate;
import org.soapstone.dnn.operators.Optimizer;
import org.soapstone.dnn.operators.Sgd;

/** The networks that come with Soapstone. */
public final class Zoo {
  private static final Optimizer ADAM = Adam.of(LearningRate.constant(1e-3));

  private static final List<ZooModel> MODELS =
      List.of(
          new ZooModel(
              "lenet",
              "LeNet-5 on 28x28 digits (LeCun et al., 1998), with ReLU and maximum pooling",
              32,
              new Sgd(new LearningRate.InverseTime(0.02, 0.005), 0.9, false, 0),
              LeNet::layers),
          new ZooModel(
              "alexnet",
              "AlexNet, one tower (Krizhevsky, 2014), without dropout",
              8,
              new Sgd(0.01, 0.9, 5e-4),
              AlexNet::layers),
          new ZooModel(
              "inception-v3",
              "Inception-v3 (Szegedy et al., CVPR 2016), biases instead of batch normalisation, no auxiliary head",
              32,
              new Sgd(0.003, 0.9, 4e-5),
              InceptionV3::layers),
          new ZooModel(
              "resnet-50",
              "ResNet-50 (He et al., CVPR 2016), the stride of a block on its 3x3 convolution",
              32,
              new Sgd(0.05, 0.9, 1e-4),
              ResNet.SETTINGS,
              (model, settings) -> ResNet.layers(model, settings, 3, 4, 6, 3)),
          new ZooModel(
              "resnet-101",
              "ResNet-101 (He et al., CVPR 2016), the stride of a block on its 3x3 convolution",
              32,
              new Sgd(0.05, 0.9, 1e-4),
              ResNet.SETTINGS,
              (model, settings) -> ResNet.layers(model, settings, 3, 4, 23, 3)),
          new ZooModel(
              "densenet-121",
              "DenseNet-121 (Huang et al., CVPR 2017)",
              32,
              new Sgd(0.05, 0.9, 1e-4),
              DenseNet::layers),
          new ZooModel(
              "vit",
              "ViT-B/16: a transformer on patches of images (Dosovitskiy et al., ICLR 2021)",
              16,
              ADAM,
              Transformers.VIT,
              Transformers::vit),
          new ZooModel(
              "rnntc",
              "RNNTC: text classification by LSTM, unrolled (Jia et al., MLSys 2019)",
              64,
              ADAM,
              RecurrentNets.CLASSIFIER,
              RecurrentNets::classifier),
          new ZooModel(
              "rnnlm",
              "RNNLM: a language model of LSTM, unrolled (Jia et al., MLSys 2019)",
              64,
              ADAM,
              RecurrentNets.LANGUAGE_MODEL,
              RecurrentNets::languageModel),
          new ZooModel(
              "nmt",
              "NMT: translation by LSTM with attention, unrolled (Jia et al., MLSys 2019)",
              64,
              ADAM,
              RecurrentNets.TRANSLATION,
              RecurrentNets::translation),
          new ZooModel(
              "bert",
              "BERT-base, a word for each position (Devlin et al., 2018)",
              8,
              ADAM,
              Transformers.BERT,
              Transformers::bert),
          new ZooModel(
              "gpt2",
              "GPT-2 small, a decoder of 12 layers (Radford et al., 2019)",
              4,
              ADAM,
              Transformers.GPT,
              Transformers::gpt),
          new ZooModel(
              "dlrm",
              "DLRM: recommendations by tables and perceptrons (Naumov et al., 2019)",
              64,
              new Sgd(0.1, 0, 0),
              Recommender.SETTINGS,
              Recommender::layers),
          new ZooModel(
              "moe",
              "a mixture of experts on 28x28 digits (after Shazeer et al., ICLR 2017)",
              64,
              ADAM,
              Experts.SETTINGS,
              Experts::layers));

  private Zoo() {}

  /** {@return all networks: for images, for texts, others} */
  public static List<ZooModel> models() {
    return MODELS;
  }

  /** {@return the names of all networks} */
  public static List<String> names() {
    return MODELS.stream().map(ZooModel::name).toList();
  }

  /**
   * {@return the network of a name}
   *
   * @param name the name, and behind a colon settings as in {@code rnnlm:hidden=200,layers=2}; case
   *     does not matter
   * @throws IllegalArgumentException if there is none; the message lists the names and suggests the
   *     nearest; or if it has no such setting
   */
  public static ZooModel find(String name) {
    return ModelCatalog.ofZoo().find(name);
  }

  /**
   * {@return the insertions, deletions and replacements between two words (Wagner and Fischer,
   * 1974)}
   */
  static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
