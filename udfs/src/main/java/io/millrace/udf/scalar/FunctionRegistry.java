package io.millrace.udf.scalar;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** Every function that expressions may call, by name. Immutable. */
public final class FunctionRegistry {
  private final Map<String, List<FunctionSignature>> functions;
  private final Set<Class<?>> libraries;

  private FunctionRegistry(
      Map<String, List<FunctionSignature>> functions, Set<Class<?>> libraries) {
    this.functions = functions;
    this.libraries = Set.copyOf(libraries);
  }

  /**
   * The functions of every {@link FunctionLibrary} on the class path, Millrace's own among them.
   *
   * @throws IllegalArgumentException when a library has a method that cannot be a function, or two
   *     have the same name and parameter types
   */
  public static FunctionRegistry load() {
    return load(FunctionLibrary.class.getClassLoader());
  }

  static FunctionRegistry load(ClassLoader classPath) {
    List<Class<?>> libraries = new ArrayList<>();
    ServiceLoader.load(FunctionLibrary.class, classPath)
        .forEach(library -> libraries.add(library.getClass()));
    return of(libraries);
  }

  /** The functions of these libraries alone. */
  public static FunctionRegistry of(List<Class<?>> libraries) {
    Map<String, List<FunctionSignature>> functions = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (Class<?> library : libraries) {
      Method[] methods = library.getDeclaredMethods();
      // The order of getDeclaredMethods is unspecified, and messages list overloads.
      Arrays.sort(methods, Comparator.comparing(Method::toString));
      for (Method method : methods) {
        if (method.isAnnotationPresent(ScalarFunction.class)) {
          FunctionSignature function = FunctionSignature.of(method);
          if (!seen.add(function.toString())) {
            throw new IllegalArgumentException(
                library.getName()
                    + ": expected a function that no other library has, got "
                    + function
                    + "; rename it");
          }
          functions.computeIfAbsent(function.name(), name -> new ArrayList<>()).add(function);
        }
      }
    }
    functions.values().forEach(f -> f.sort(Comparator.comparingInt(s -> s.parameters().size())));
    return new FunctionRegistry(functions, new HashSet<>(libraries));
  }

  /** The functions of a name, those with fewer parameters first; empty when there is none. */
  public List<FunctionSignature> named(String name) {
    return List.copyOf(functions.getOrDefault(name, List.of()));
  }

  /** Names of all functions, in alphabetical order. */
  public List<String> names() {
    return List.copyOf(functions.keySet());
  }

  /** Classes that hold the functions. */
  public Set<Class<?>> libraries() {
    return libraries;
  }
}
