package io.millrace.job;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The walls of the house: who may know whom, and who may ask the world outside. */
class ArchitectureTest {
  private static final String JOB = "io.millrace.job";

  /** One package a stage, in the order of the stream. */
  static final List<String> STAGES =
      List.of(
          "source",
          "decode",
          "validate",
          "features",
          "anomaly",
          "inference",
          "quality",
          "lake",
          "warehouse",
          "lineage",
          "tracing",
          "audit");

  private static final List<String> SHARED =
      List.of("aws", "cache", "config", "dqdl", "event", "expression", "sideoutput");

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace");
  }

  private static String[] packages(Stream<String> names) {
    return names.map(name -> JOB + '.' + name + "..").toArray(String[]::new);
  }

  @Test
  void everyPackageOfTheJobIsAStageOrShared() {
    Set<String> known = Set.copyOf(Stream.concat(STAGES.stream(), SHARED.stream()).toList());

    assertThat(classes.stream().map(JavaClass::getPackageName))
        .filteredOn(name -> name.startsWith(JOB + '.'))
        .extracting(name -> name.substring(JOB.length() + 1).split("\\.", 2)[0])
        .isSubsetOf(known);
  }

  @ParameterizedTest
  @FieldSource("STAGES")
  void aStageKnowsNoOtherStage(String stage) {
    // The loader reads the manifests that the lake's committer leaves, a source the lake's rows;
    // the
    // audit trail is written as manifests are.
    List<String> readers = List.of("warehouse", "source", "audit");
    Stream<String> others =
        STAGES.stream()
            .filter(other -> !other.equals(stage))
            .filter(other -> !(readers.contains(stage) && other.equals("lake")));

    noClasses()
        .that()
        .resideInAPackage(JOB + '.' + stage + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(packages(others)).or(resideInAPackage(JOB)))
        .because("only the topology knows the stages, and no stage knows the topology")
        .check(classes);
  }

  @Test
  void whatStagesShareKnowsNoStage() {
    noClasses()
        .that()
        .resideInAnyPackage(packages(SHARED.stream()))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(packages(STAGES.stream())).or(resideInAPackage(JOB)))
        .check(classes);
  }

  @Test
  void rulesAndExpressionsKnowNoFlink() {
    noClasses()
        .that()
        .resideInAnyPackage(packages(Stream.of("dqdl", "expression", "event", "config")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink.streaming..", "org.apache.flink.runtime..")
        .check(classes);
  }

  @Test
  void functionsKnowNeitherTheDataStreamApiNorTheJob() {
    noClasses()
        .that()
        .resideInAPackage("io.millrace.udf..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink.streaming..", "org.apache.flink.runtime..", JOB + "..")
        .check(classes);
  }

  @Test
  void onlyConfigReadsSettings() {
    classes()
        .that()
        .resideInAnyPackage(JOB + "..", "io.millrace.udf..")
        .and()
        .resideOutsideOfPackage(JOB + ".config..")
        .and()
        // The main class hands the property groups on, unread.
        .doNotHaveFullyQualifiedName(JOB + ".StreamingJob")
        .should(
            notUse(
                "settings",
                target ->
                    is(target, System.class, "getenv", "getProperty", "getProperties")
                        || is(target, Properties.class, "getProperty", "load")
                        || target
                            .getOwner()
                            .getPackageName()
                            .startsWith("com.amazonaws.services.kinesisanalytics.runtime")))
        .check(classes);
  }

  @Test
  void onlyTheMainClassLooksAtTheWallClock() {
    classes()
        .that()
        .resideInAnyPackage(JOB + "..", "io.millrace.udf..")
        .and()
        .doNotHaveFullyQualifiedName(JOB + ".StreamingJob")
        .should(
            notUse(
                "the wall clock",
                target ->
                    is(target, System.class, "currentTimeMillis")
                        || is(target, Clock.class, "systemUTC", "systemDefaultZone", "system")
                        || (is(target, Date.class, "<init>")
                            && target.getRawParameterTypes().isEmpty())
                        || (target.getOwner().getPackageName().equals("java.time")
                            && target.getName().equals("now")
                            && !takesAClock(target))))
        .check(classes);
  }

  @Test
  void nothingIsSerializedByKryo() {
    classes()
        .that()
        .resideInAPackage(JOB + "..")
        .should(
            notUse(
                "Kryo",
                target ->
                    is(target, GenericTypeInfo.class, "<init>")
                        || is(target, Types.class, "GENERIC")
                        || target.getOwner().getPackageName().startsWith("com.esotericsoftware")))
        .check(classes);
  }

  @Test
  void nothingPrintsOrExits() {
    classes()
        .that()
        .resideInAnyPackage(JOB + "..", "io.millrace.udf..")
        .should(
            notUse(
                "the terminal or the process",
                target ->
                    is(target, System.class, "exit")
                        || is(target, Runtime.class, "exit", "halt")
                        || target.getName().equals("printStackTrace")))
        .check(classes);
    noClasses()
        .that()
        .resideInAnyPackage(JOB + "..", "io.millrace.udf..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(classes);
  }

  private static boolean takesAClock(CodeUnitAccessTarget target) {
    return target.getRawParameterTypes().stream().anyMatch(p -> p.isEquivalentTo(Clock.class));
  }

  private static boolean is(CodeUnitAccessTarget target, Class<?> owner, String... names) {
    return target.getOwner().isEquivalentTo(owner)
        && Arrays.asList(names).contains(target.getName());
  }

  /** Calls and method references alike: {@code System::currentTimeMillis} reads the clock too. */
  private static ArchCondition<JavaClass> notUse(
      String what, Predicate<CodeUnitAccessTarget> targets) {
    DescribedPredicate<CodeUnitAccessTarget> uses = describe(what, targets);
    return new ArchCondition<>("not use " + what) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getCodeUnitAccessesFromSelf().stream()
            .filter(access -> uses.test(access.getTarget()))
            .forEach(
                access -> events.add(SimpleConditionEvent.violated(item, access.getDescription())));
      }
    };
  }
}
