package dev.inet.nntp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ThreadTreeTest {
  private static Overview article(long number, String subject, String id, String references) {
    return new Overview(
        number, subject, "ann", "", "<" + id + ">", Overview.ids(references), 1, 1, List.of());
  }

  private static String tree(Overview... articles) {
    var lines = new ArrayList<String>();
    new ThreadTree(List.of(articles))
        .forEach((article, depth) -> lines.add(depth + ":" + article.number()));
    return String.join(" ", lines);
  }

  @Test
  void answersStandBelowWhatTheyAnswer() {
    assertEquals(
        "0:1 1:2 2:4 1:3 0:5",
        tree(
            article(1, "a", "1", ""),
            article(2, "Re: a", "2", "<1>"),
            article(3, "Re: a", "3", "<1>"),
            article(4, "Re: a", "4", "<1> <2>"),
            article(5, "b", "5", "")));
  }

  @Test
  void whatIsNotThereKeepsItsAnswersTogether() {
    assertEquals(
        "0:2 0:3 0:9",
        tree(
            article(2, "Re: a", "2", "<gone>"),
            article(3, "Re: a", "3", "<gone>"),
            article(9, "z", "9", "")));
    assertEquals(
        "0:2 1:3", tree(article(2, "x", "2", "<gone>"), article(3, "y", "3", "<gone> <2>")));
  }

  @Test
  void anArticleBelowOneThatIsNotThereIsShownOnce() {
    assertEquals("0:2 1:1", tree(article(1, "y", "1", "<gone> <2>"), article(2, "x", "2", "")));
  }

  @Test
  void answersWithoutReferencesAreFoundByTheirSubject() {
    assertEquals(
        "0:1 1:2 0:3",
        tree(article(1, "a", "1", ""), article(2, "AW: A", "2", ""), article(3, "b", "3", "")));
  }

  @Test
  void answersThatComeBeforeTheirQuestionFindIt() {
    assertEquals("0:7 1:2", tree(article(2, "Re: a", "2", "<7>"), article(7, "a", "7", "")));
  }

  @Test
  void circlesEndAndNothingIsLost() {
    String tree =
        tree(
            article(1, "a", "1", "<2>"),
            article(2, "b", "2", "<1>"),
            article(3, "c", "3", "<3>"),
            article(4, "d", "1", ""));
    for (int number = 1; number <= 4; number++) {
      assertTrue(tree.contains(":" + number), tree);
    }
  }

  @Test
  void aChainOfAnyLengthIsWalked() {
    Overview[] chain = new Overview[20_000];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = article(i + 1, "s" + i, "m" + i, i == 0 ? "" : "<m" + (i - 1) + ">");
    }
    assertEquals(20_000, tree(chain).split(" ").length);
  }

  @Test
  @Timeout(5)
  void aChainOfAnyLengthTakesNoLongerThanAsManyArticles() {
    Overview[] chain = new Overview[60_000];
    for (int i = 0; i < chain.length; i++) {
      chain[i] = article(i + 1, "s", "m" + i, i == 0 ? "" : "<m" + (i - 1) + ">");
    }
    assertEquals(chain.length, tree(chain).split(" ").length);
  }

  @Test
  @Timeout(5)
  void aChainOfWhatIsNotThereTakesNoLongerThanAsManyArticles() {
    Overview[] answers = new Overview[30_000];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = article(i + 1, "s", "m" + i, "<gone" + i + "> <gone" + (i + 1) + ">");
    }
    assertEquals(answers.length, tree(answers).split(" ").length);
  }

  @Test
  void aSubjectThatAnswersThousandsOfTimesIsOne() {
    assertEquals(
        "0:1 1:2",
        tree(article(1, "a", "1", ""), article(2, "Re: ".repeat(100_000) + "a", "2", "")));
  }
}
