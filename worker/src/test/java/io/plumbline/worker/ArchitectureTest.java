package io.plumbline.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.temporal.activity.ActivityInterface;
import io.temporal.workflow.WorkflowInterface;
import java.text.Normalizer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The house: who may import whom, and what workflow code must keep away from. */
class ArchitectureTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.plumbline");

    private static final DescribedPredicate<JavaClass> OURS_OUTSIDE_WORKFLOWS =
            resideInAnyPackage("io.plumbline.activities..", "io.plumbline.worker..", "io.plumbline.infra..");

    private static final ArchRule WORKFLOWS_IMPORT_NONE_OF_OURS = noClasses()
            .that()
            .resideInAPackage("io.plumbline.workflows..")
            .should()
            .dependOnClassesThat(OURS_OUTSIDE_WORKFLOWS);

    private static final ArchRule WORKFLOWS_STAND_ON_FEW_THINGS = classes()
            .that()
            .resideInAPackage("io.plumbline.workflows..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "io.plumbline.workflows..",
                            "java.lang..",
                            "java.util..",
                            "java.time..",
                            "io.temporal..",
                            "org.slf4j..",
                            "org.jspecify..")
                    .or(belongToAnyOf(Normalizer.class))); // pure, unlike formats, which depend on the machine

    private static final ArchRule WORKFLOWS_HAVE_NO_CLOCK_NO_CHANCE_AND_NO_THREADS = noClasses()
            .that()
            .resideInAPackage("io.plumbline.workflows..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..", "java.time.zone.."))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.time.Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class);

    private static final ArchRule WORKFLOWS_HAVE_NO_STATIC_STATE = classes()
            .that()
            .resideInAPackage("io.plumbline.workflows..")
            .should(HouseRules.haveOnlyFinalStaticFields());

    private static final ArchRule INFRA_IMPORTS_NONE_OF_OURS = noClasses()
            .that()
            .resideInAPackage("io.plumbline.infra..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.plumbline.workflows..", "io.plumbline.activities..", "io.plumbline.worker.."));

    private static final ArchRule ACTIVITIES_KNOW_NO_WEB_NO_WORKER_AND_NO_WORKFLOW_IMPLEMENTATION = noClasses()
            .that()
            .resideInAPackage("io.plumbline.activities..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.plumbline.worker..", "org.springframework.web..", "jakarta.servlet..")
                            .or(resideInAnyPackage("io.plumbline.workflows..").and(simpleNameEndingWith("Impl"))));

    private static final ArchRule ACTIVITY_IMPLEMENTATIONS_HIDE = classes()
            .that()
            .resideInAPackage("io.plumbline.activities..")
            .and()
            .haveSimpleNameEndingWith("ActivitiesImpl")
            .should()
            .bePackagePrivate()
            .andShould()
            .haveModifier(JavaModifier.FINAL);

    private static final ArchRule FEATURES_HAVE_NO_CYCLES =
            slices().matching("io.plumbline.(*).(*)..").should().beFreeOfCycles();

    @Test
    void workflows_import_none_of_ours() {
        WORKFLOWS_IMPORT_NONE_OF_OURS.check(HOUSE);
        WORKFLOWS_STAND_ON_FEW_THINGS.check(HOUSE);
    }

    @Test
    void workflows_are_deterministic() {
        WORKFLOWS_HAVE_NO_CLOCK_NO_CHANCE_AND_NO_THREADS.check(HOUSE);
        WORKFLOWS_HAVE_NO_STATIC_STATE.check(HOUSE);
    }

    @Test
    void infra_imports_none_of_ours() {
        INFRA_IMPORTS_NONE_OF_OURS.check(HOUSE);
    }

    @Test
    void activities_know_neither_the_web_nor_the_worker_nor_how_a_workflow_is_written() {
        ACTIVITIES_KNOW_NO_WEB_NO_WORKER_AND_NO_WORKFLOW_IMPLEMENTATION.check(HOUSE);
        ACTIVITY_IMPLEMENTATIONS_HIDE.check(HOUSE);
    }

    @Test
    void features_have_no_cycles() {
        FEATURES_HAVE_NO_CYCLES.check(HOUSE);
    }

    @Test
    void workflow_and_activity_interfaces_live_in_workflows() {
        classes()
                .that()
                .areAnnotatedWith(WorkflowInterface.class)
                .or()
                .areAnnotatedWith(ActivityInterface.class)
                .should()
                .resideInAPackage("io.plumbline.workflows..")
                .check(HOUSE);
    }

    @Test
    void there_is_no_common_and_no_util() {
        noClasses()
                .should()
                .resideInAnyPackage("..common..", "..util..", "..utils..")
                .check(HOUSE);
    }

    @Test
    void all_four_modules_were_looked_at() {
        for (var module : new String[] {"workflows", "activities", "infra", "worker"}) {
            assertThat(HOUSE).anyMatch(type -> type.getPackageName().startsWith("io.plumbline." + module));
        }
    }

    @Test
    void a_planted_clock_and_a_planted_static_are_noticed() {
        var planted = new ClassFileImporter().importPackages("io.plumbline.workflows.planted");

        assertThatThrownBy(() -> WORKFLOWS_HAVE_NO_CLOCK_NO_CHANCE_AND_NO_THREADS.check(planted))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> WORKFLOWS_HAVE_NO_STATIC_STATE.check(planted)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> WORKFLOWS_STAND_ON_FEW_THINGS.check(planted)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> WORKFLOWS_IMPORT_NONE_OF_OURS.check(planted)).isInstanceOf(AssertionError.class);
    }
}
