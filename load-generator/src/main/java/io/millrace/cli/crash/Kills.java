package io.millrace.cli.crash;

import io.millrace.cli.Folders;
import io.millrace.cli.replay.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs that are killed until they end all the same: a process goes on from the last checkpoint of
 * the one before, and is killed in turn. When enough have been killed, the last run ends
 * undisturbed.
 */
final class Kills {
  private static final String CSV_HEAD = "kill,run,process,planned,hit";

  private final Lab lab;
  private final KillPlan plan;
  private final Verdict verdict;
  private final KillTable table = new KillTable();
  private final List<String> csv = new ArrayList<>(List.of(CSV_HEAD));
  private final PrintWriter out;
  private int run;

  Kills(Lab lab, long seed, Verdict verdict, PrintWriter out) {
    this.lab = lab;
    this.plan = new KillPlan(seed, Lab.TABLE);
    this.verdict = verdict;
    this.out = out;
  }

  /** Kills so many processes, and looks at what every run of them holds. */
  void kill(int times) throws IOException, InterruptedException, SQLException {
    while (table.kills() < times) {
      run++;
      Path folder = lab.run("killed-" + run);
      int processes = run(folder, times);
      boolean good = verdict.add(folder);
      out.printf(
          "run %d: %d processes, %d kills so far: %s%n",
          run, processes, table.kills(), good ? "as undisturbed" : "DIFFERS, see " + folder);
      out.flush();
      if (good) {
        Folders.delete(folder);
      }
    }
  }

  private int run(Path folder, int times) throws IOException, InterruptedException {
    int processes = 0;
    while (!Files.exists(folder.resolve(RunFolder.SUMMARY))) {
      processes++;
      if (table.kills() == times) {
        try (Life last = lab.start(folder, lab.trace(folder))) {
          last.awaitEnd();
        }
      } else {
        kill(folder, processes);
      }
    }
    return processes;
  }

  private void kill(Path folder, int process) throws IOException, InterruptedException {
    KillPlan.Kill kill = plan.next(lab.startUp());
    try (Life life = lab.start(folder, kill.arm(lab.trace(folder)))) {
      boolean reached = kill.await(life);
      if (!life.kill()) {
        return; // it had ended
      }
      String hit;
      if (reached && kill.place() != null) {
        table.at(kill.place());
        hit = kill.place().step().words();
      } else {
        hit = table.between(life.places());
      }
      csv.add(String.join(",", "" + table.kills(), "" + run, "" + process, "" + kill, quote(hit)));
    }
  }

  private static String quote(String text) {
    return '"' + text + '"';
  }

  KillTable table() {
    return table;
  }

  int runs() {
    return run;
  }

  /** The kills, a line each. */
  List<String> csv() {
    return List.copyOf(csv);
  }
}
