package io.millrace.job.expression;

import io.millrace.udf.scalar.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * The Java source of an expression in the making. A node writes statements that leave its value in
 * two variables of its own: {@code n1} whether it is null, {@code v1} the value; of a null BOOLEAN
 * {@code v1} is false, else it is meaningless then.
 *
 * <p>Literals are no part of the source: texts could not be escaped wrongly that way, and
 * expressions that differ in them alone share a class.
 */
final class Code {
  private static final String MAX = "1.7976931348623157E308D";

  private final StringBuilder statements = new StringBuilder();
  private final StringBuilder fields = new StringBuilder();
  private final StringBuilder assignments = new StringBuilder();
  private final List<Object> constants = new ArrayList<>();
  private int variables;

  /** Adds statements. */
  Code add(String... parts) {
    for (String part : parts) {
      statements.append(part);
    }
    statements.append('\n');
    return this;
  }

  /** Declares a node's variables, null until set, and answers their number. */
  int declare(ValueType type) {
    int id = ++variables;
    String zero = type == ValueType.BOOLEAN ? "false" : type == ValueType.STRING ? "null" : "0";
    add("boolean n" + id + " = true; " + javaType(type) + " v" + id + " = " + zero + ";");
    return id;
  }

  /** Copies one node's value into the variables of another. */
  void copy(int from, int to) {
    add("n" + to + " = n" + from + "; v" + to + " = v" + from + ";");
  }

  /** Sets a node to null where its DOUBLE is not finite. */
  void nullUnlessFinite(int id) {
    add("n" + id + " = !(Math.abs(v" + id + ") <= " + MAX + ");");
  }

  /** A field that holds a constant, by name. */
  String constant(Object value, String javaType, String unboxed) {
    String field = "k" + constants.size();
    fields.append("private final ").append(unboxed).append(' ').append(field).append(";\n");
    assignments
        .append(field)
        .append(" = (")
        .append(javaType)
        .append(") constants[")
        .append(constants.size())
        .append("];\n");
    constants.add(value);
    return field;
  }

  Object[] constants() {
    return constants.toArray();
  }

  /** The class whose {@code evaluate} ends with the value of this node. */
  String source(String packageName, String className, int id, ValueType type) {
    String setter;
    switch (type) {
      case DOUBLE:
        setter = "setDouble(v" + id + ")";
        break;
      case BOOLEAN:
        setter = "setLong(v" + id + " ? 1L : 0L)";
        break;
      case STRING:
        setter = "setObject(v" + id + ")";
        break;
      default:
        setter = "setLong(v" + id + ")";
        break;
    }
    return "package "
        + packageName
        + ";\npublic final class "
        + className
        + " extends "
        + GeneratedExpression.class.getName()
        + " {\n"
        + fields
        + "public "
        + className
        + "(Object[] constants) {\n"
        + assignments
        + "}\npublic boolean evaluate(io.millrace.job.event.Event event) {\n"
        + statements
        + "if (n"
        + id
        + ") { return false; }\n"
        + setter
        + ";\nreturn true;\n}\n}\n";
  }

  static String javaType(ValueType type) {
    switch (type) {
      case BOOLEAN:
        return "boolean";
      case DOUBLE:
        return "double";
      case STRING:
        return "String";
      default:
        return "long";
    }
  }
}
