package io.millrace.job.dqdl;

import io.millrace.job.dqdl.Formula.LastFunction;
import io.millrace.job.dqdl.row.Fault;
import io.millrace.job.expression.Suggestion;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.FunctionCallContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.NumberContext;

/** Turns numbers of conditions into {@link Formula}s; what is constant is computed exactly. */
final class NumberReader {
  /** Earlier windows that a rule may look at: each group keeps so many numbers a metric. */
  static final int MAX_LAST = 1_000;

  /** Written out, as DQDL has no exponents: no longer number is a finite double. */
  private static final int MAX_DIGITS = 300;

  private static final String LAST = "last";
  private static final String ABS = "abs";
  private static final Map<String, LastFunction> OF_LAST = new TreeMap<>();

  static {
    for (LastFunction function : LastFunction.values()) {
      OF_LAST.put(function.name().toLowerCase(Locale.ROOT), function);
    }
  }

  private NumberReader() {}

  static Formula read(NumberContext number) throws Fault {
    if (number.atomicNumber() != null) {
      return constant(number.getText());
    }
    if (number.functionCall() != null) {
      return call(number.functionCall());
    }
    if (number.LPAREN() != null) {
      return read(number.number(0));
    }
    if (number.numberOp() != null) {
      return arithmetic(number);
    }
    throw new Fault("a number", "NULL", "NULL is no number to compute with");
  }

  private static Formula constant(String digits) throws Fault {
    if (digits.length() > MAX_DIGITS) {
      throw new Fault(
          "a number of at most " + MAX_DIGITS + " characters",
          digits.length() + " of them",
          "write a smaller one");
    }
    return new Formula.Constant(new BigDecimal(digits));
  }

  /**
   * The grammar computes from left to right, whatever the operators: {@code 1 + 2 * 3} is 9 to
   * Glue. Whoever writes it means 7, so that parentheses are asked for.
   */
  private static Formula arithmetic(NumberContext number) throws Fault {
    char operator = number.numberOp().getText().charAt(0);
    NumberContext first = number.number(0);
    if ((operator == '*' || operator == '/')
        && first.numberOp() != null
        && "+-".contains(first.numberOp().getText())) {
      throw new Fault(
          "parentheses where '+' or '-' meets '*' or '/'",
          "'" + DqdlSyntax.text(number) + "'",
          "write which comes first, e.g. avg(last(10)) + (2 * std(last(10)))");
    }
    Formula left = read(first);
    Formula right = read(number.number(1));
    BigDecimal l = left.constant();
    BigDecimal r = right.constant();
    if (operator == '/' && r != null && r.signum() == 0) {
      throw new Fault(
          "a divisor other than 0", "'" + DqdlSyntax.text(number) + "'", "correct the divisor");
    }
    if (l == null || r == null) {
      return new Formula.Arithmetic(operator, left, right);
    }
    return new Formula.Constant(compute(operator, l, r));
  }

  private static BigDecimal compute(char operator, BigDecimal l, BigDecimal r) {
    switch (operator) {
      case '+':
        return l.add(r);
      case '-':
        return l.subtract(r);
      case '*':
        return l.multiply(r);
      default:
        return l.divide(r, MathContext.DECIMAL128);
    }
  }

  private static Formula call(FunctionCallContext call) throws Fault {
    String name = call.IDENTIFIER().getText();
    List<NumberContext> arguments =
        call.functionParameters() == null ? List.of() : call.functionParameters().number();
    if (name.equals(LAST)) {
      int last = last(call, arguments);
      if (last > 1) {
        throw new Fault(
            "one number",
            "'" + DqdlSyntax.text(call) + "', which are " + last,
            "put a function around it, e.g. avg(" + DqdlSyntax.text(call) + ")");
      }
      return new Formula.OfLast(1, LastFunction.INDEX, 0);
    }
    if (name.equals(ABS)) {
      require(call, arguments.size() == 1, "abs of one number", "write e.g. abs(last())");
      Formula operand = read(arguments.get(0));
      return operand.constant() == null
          ? new Formula.Absolute(operand)
          : new Formula.Constant(operand.constant().abs());
    }
    LastFunction function = OF_LAST.get(name);
    if (function == null) {
      Map<String, LastFunction> known = new TreeMap<>(OF_LAST);
      known.put(LAST, null);
      known.put(ABS, null);
      throw new Fault(
          "a function of earlier windows",
          "'" + name + "'",
          Suggestion.remedy(name, known.keySet()));
    }
    return ofLast(call, name, function, arguments);
  }

  private static Formula ofLast(
      FunctionCallContext call, String name, LastFunction function, List<NumberContext> arguments)
      throws Fault {
    boolean index = function == LastFunction.INDEX;
    boolean percentile = function == LastFunction.PERCENTILE;
    String more = index ? ", 0" : percentile ? ", 0.95" : "";
    FunctionCallContext inner = arguments.isEmpty() ? null : arguments.get(0).functionCall();
    require(
        call,
        arguments.size() == (index || percentile ? 2 : 1)
            && inner != null
            && inner.IDENTIFIER().getText().equals(LAST),
        name + " of last(…)" + (index ? " and a position" : percentile ? " and a share" : ""),
        "write e.g. " + name + "(last(10)" + more + ")");
    int last =
        last(
            inner,
            inner.functionParameters() == null ? List.of() : inner.functionParameters().number());
    double argument = 0;
    if (index) {
      argument = whole(call, arguments.get(1), 0, last - 1, "a position from 0, the most recent,");
    } else if (percentile) {
      BigDecimal share = read(arguments.get(1)).constant();
      require(
          call,
          share != null && share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0,
          "a share from 0 to 1",
          "write e.g. 0.95 for the 95th percentile");
      argument = share.doubleValue();
    }
    return new Formula.OfLast(last, function, argument);
  }

  private static int last(FunctionCallContext call, List<NumberContext> arguments) throws Fault {
    if (arguments.isEmpty()) {
      return 1;
    }
    require(call, arguments.size() == 1, "one number of windows", "write e.g. last(10)");
    return whole(call, arguments.get(0), 1, MAX_LAST, "a number of windows from 1");
  }

  private static int whole(
      FunctionCallContext call, NumberContext number, int least, int most, String what)
      throws Fault {
    BigDecimal constant = read(number).constant();
    boolean whole = constant != null && constant.stripTrailingZeros().scale() <= 0;
    require(
        call,
        whole
            && constant.compareTo(BigDecimal.valueOf(least)) >= 0
            && constant.compareTo(BigDecimal.valueOf(most)) <= 0,
        what + " to " + most,
        "correct '" + DqdlSyntax.text(number) + "'");
    return constant.intValueExact();
  }

  private static void require(FunctionCallContext call, boolean met, String expected, String remedy)
      throws Fault {
    if (!met) {
      throw new Fault(expected, "'" + DqdlSyntax.text(call) + "'", remedy);
    }
  }
}
