package io.millrace.job.dqdl;

import java.util.List;
import java.util.function.Consumer;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageLexer;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DocumentContext;

/**
 * Parses DQDL with Glue's own grammar. The grammar's tree is read rather than the library's model,
 * because only the tree knows lines, the text as written, and what was dropped.
 */
final class DqdlSyntax {
  /** Beyond this many, a list of what could stand here helps nobody. */
  private static final int FEW_TOKENS = 4;

  /** The parser recurses, so that deeper nesting could overflow its stack. */
  private static final int MAX_DEPTH = 100;

  private static final String RULES = "Rules";
  private static final String ANALYZERS = "Analyzers";
  private static final String A_RULE =
      "a rule such as IsComplete \"column\" or ColumnValues \"column\" > 0";
  private static final String REFERENCE =
      "see https://docs.aws.amazon.com/glue/latest/dg/dqdl.html for the form";

  private DqdlSyntax() {}

  /** The tree, or null when the text is not DQDL and the faults say where. */
  static DocumentContext parse(String text, Consumer<DqdlFault> faults) {
    int lines = 1 + (int) text.stripTrailing().chars().filter(c -> c == '\n').count();
    ErrorListener errors = new ErrorListener(lines, faults);
    // The grammar knows no carriage return and no byte order mark, and ends a comment only at a
    // line feed.
    String normal =
        text.replace("\r\n", "\n").replace('\r', '\n').replaceFirst("^\uFEFF", "") + "\n";
    DataQualityDefinitionLanguageLexer lexer =
        new DataQualityDefinitionLanguageLexer(CharStreams.fromString(normal));
    lexer.removeErrorListeners();
    lexer.addErrorListener(errors);
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    tokens.fill();
    scan(tokens.getTokens(), errors);
    if (errors.any) {
      return null;
    }
    DataQualityDefinitionLanguageParser parser = new DataQualityDefinitionLanguageParser(tokens);
    parser.removeErrorListeners();
    parser.addErrorListener(errors);
    DocumentContext document = parser.document();
    Token next = tokens.LT(1);
    if (!errors.any && next.getType() != Token.EOF) {
      boolean reversed =
          next.getText().equals(RULES) && document.rulesOrAnalyzers().rules() == null;
      errors.report(
          next.getLine(),
          "nothing after the " + (reversed ? "analyzers" : "rules"),
          "'" + next.getText() + "'",
          reversed
              ? "move the Rules before the Analyzers"
              : "move it into the brackets of Rules = [ … ], or remove it");
    }
    return errors.any ? null : document;
  }

  /** Finds what the parser would word poorly, or not survive. */
  private static void scan(List<Token> tokens, ErrorListener errors) {
    boolean sections = false;
    int depth = 0;
    for (Token token : tokens) {
      String text = token.getText();
      sections |= text.equals(RULES) || text.equals(ANALYZERS);
      depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
      if (token.getType() == DataQualityDefinitionLanguageLexer.QUOTED_STRING
          && text.indexOf('\n') >= 0) {
        errors.report(
            token.getLine(),
            "a closing quote in the same line",
            text.substring(0, text.indexOf('\n')),
            "close the quotes");
        return;
      }
      if (depth > MAX_DEPTH) {
        errors.report(
            token.getLine(), "at most " + MAX_DEPTH + " nested parentheses", "more", "remove some");
        return;
      }
    }
    if (!sections && !errors.any) {
      errors.report(
          1, "Rules = [ … ], with a capital", "no such section", "write it around the rules");
    }
  }

  /** The source of a node; runs of white space and comments become one blank. */
  static String text(ParserRuleContext node) {
    StringBuilder text = new StringBuilder();
    append(node, text, new int[] {-1});
    return text.toString();
  }

  private static void append(ParseTree node, StringBuilder text, int[] end) {
    if (node instanceof TerminalNode) {
      Token token = ((TerminalNode) node).getSymbol();
      if (end[0] >= 0 && token.getStartIndex() > end[0] + 1) {
        text.append(' ');
      }
      text.append(
          token.getInputStream().getText(Interval.of(token.getStartIndex(), token.getStopIndex())));
      end[0] = token.getStopIndex();
      return;
    }
    for (int i = 0; i < node.getChildCount(); i++) {
      append(node.getChild(i), text, end);
    }
  }

  private static final class ErrorListener extends BaseErrorListener {
    private final int lastLine;
    private final Consumer<DqdlFault> faults;
    private boolean any;

    private ErrorListener(int lastLine, Consumer<DqdlFault> faults) {
      this.lastLine = lastLine;
      this.faults = faults;
    }

    private void report(int line, String expected, String got, String remedy) {
      any = true;
      faults.accept(new DqdlFault(Math.min(line, lastLine), "", expected, got, remedy));
    }

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        Object offending,
        int line,
        int column,
        String message,
        RecognitionException e) {
      if (any) {
        // What follows the first error is the parser finding its feet, not the author's fault.
        return;
      }
      if (!(offending instanceof Token)) {
        String got = message.replaceFirst("^token recognition error at: ", "");
        report(line, A_RULE, got, "remove the character, or put quotes around the text");
        return;
      }
      Token token = (Token) offending;
      String got = "'" + token.getText() + "'";
      Token before = before((Parser) recognizer, token);
      if (token.getType() == Token.EOF) {
        report(line, "Rules = [ … ] up to its closing bracket", "the end of the file", "close it");
      } else if (token.getType() == DataQualityDefinitionLanguageLexer.QUOTE) {
        report(line, "a closing quote", got + " without one", "close the quotes");
      } else if (token.getType() == DataQualityDefinitionLanguageLexer.SINGLE_QUOTE) {
        report(line, "a text in double quotes", got, "write \"…\"");
      } else if (isOddNumber(before)) {
        report(
            line,
            "a number such as 0.5 or 1000",
            "'" + before.getText() + "'",
            "write it out, with a digit before the point and without an exponent");
      } else if (before != null
          && before.getText().equals("now()")
          && "+-".contains(token.getText())) {
        report(line, "now() or (now() - 3 days)", got + " after now()", "put it in parentheses");
      } else if (isRuleType(token.getText())) {
        report(line, "',' or ']' after a rule", got, "put a comma between rules");
      } else {
        report(line, expected((Parser) recognizer, e), got, REFERENCE);
      }
    }

    private static Token before(Parser parser, Token token) {
      int index = token.getTokenIndex() - 1;
      return index < 0 ? null : parser.getTokenStream().get(index);
    }

    /** The grammar takes {@code 1e3} and {@code .5} for names. */
    private static boolean isOddNumber(Token token) {
      return token != null
          && token.getType() == DataQualityDefinitionLanguageLexer.IDENTIFIER
          && token.getText().matches("[.0-9].*");
    }

    private static boolean isRuleType(String name) {
      return RuleType.names().contains(name) || RuleType.refused().contains(name);
    }

    /** The few tokens that could stand here, where the parser knows. */
    private static String expected(Parser parser, RecognitionException e) {
      if (e instanceof NoViableAltException) {
        return A_RULE;
      }
      IntervalSet tokens = e == null ? parser.getExpectedTokens() : e.getExpectedTokens();
      return tokens == null || tokens.size() == 0 || tokens.size() > FEW_TOKENS
          ? A_RULE
          : tokens.toString(parser.getVocabulary()).replaceAll("[{}]", "");
    }
  }
}
