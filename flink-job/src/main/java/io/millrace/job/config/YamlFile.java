package io.millrace.job.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Parses YAML 1.2 text into values that know their lines. */
public final class YamlFile {
  private YamlFile() {}

  /** The document of a file; empty after telling why it is none. */
  public static Optional<YamlValue> parse(String file, String text, Problems problems) {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
      if (root.isEmpty()) {
        problems.add(file, "a map", "an empty file", "describe the pipeline");
      }
      return root.map(node -> new YamlValue(file, "", node, problems));
    } catch (MarkedYamlEngineException e) {
      problems.add(
          e.getProblemMark().map(mark -> file + ':' + (mark.getLine() + 1)).orElse(file),
          "YAML",
          "a syntax error, " + e.getProblem(),
          "correct it; a value that holds ': ' or ' #', or a comma within { } or [ ], stands in"
              + " quotes");
    } catch (YamlEngineException e) {
      problems.add(file, "YAML", "'" + e.getMessage() + "'", "correct it");
    }
    return Optional.empty();
  }
}
