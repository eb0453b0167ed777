package io.slipway.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module may use which, and what the migration's code must not do for the simulator to be able to run it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private JavaClasses classes;

    @BeforeAll
    void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.slipway");
    }

    @Test
    void should_let_dependencies_point_one_way() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.slipway..")
                .withOptionalLayers(true)
                .layer("kv")
                .definedBy("io.slipway.kv..")
                .layer("spi")
                .definedBy("io.slipway.spi..")
                .layer("migrate")
                .definedBy("io.slipway.migrate..")
                .layer("target")
                .definedBy("io.slipway.target..")
                .layer("source")
                .definedBy("io.slipway.source..")
                .layer("provider")
                .definedBy("io.slipway.provider..")
                .layer("testkit")
                .definedBy("io.slipway.testkit..")
                .layer("cassandra")
                .definedBy("io.slipway.cassandra..")
                .layer("redis")
                .definedBy("io.slipway.redis..")
                .whereLayer("kv")
                .mayNotAccessAnyLayer()
                .whereLayer("spi")
                .mayOnlyAccessLayers("kv")
                .whereLayer("migrate")
                .mayOnlyAccessLayers("kv", "spi")
                .whereLayer("target")
                .mayOnlyAccessLayers("kv", "spi")
                .whereLayer("source")
                .mayOnlyAccessLayers("kv", "spi")
                .whereLayer("provider")
                .mayOnlyAccessLayers("kv", "spi", "migrate", "target", "source")
                .whereLayer("testkit")
                .mayOnlyAccessLayers("kv", "spi", "migrate", "target")
                .whereLayer("cassandra")
                .mayNotAccessAnyLayer()
                .whereLayer("redis")
                .mayNotAccessAnyLayer()
                .check(classes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kv", "spi", "migrate", "target", "source", "provider", "testkit", "cassandra"})
    void should_keep_internals_inside_their_module(String module) {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.slipway." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.slipway." + module + "..internal..")
                .check(classes);
    }

    @Test
    void should_know_each_database_in_one_module_only() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.slipway.target.cql..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.datastax..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.slipway.source.rocksdb..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.slipway.source.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .check(classes);
    }

    /** A port's default would otherwise answer in place of a store that can do better, and nobody would notice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.slipway.target.cql.CqlTargetStore",
                "io.slipway.provider.LazyTarget",
                "io.slipway.provider.metrics.MeasuredTarget",
                "io.slipway.provider.metrics.MeasuredSource",
                "io.slipway.source.redis.internal.RedisSourceStore",
                "io.slipway.target.cql.config.CqlConfigStore"
            })
    void should_leave_no_method_of_a_port_to_its_default(String store) {
        JavaClass type = classes.get(store);
        assertThat(type.getAllRawInterfaces().stream()
                        .filter(port -> port.getPackageName().startsWith("io.slipway.spi"))
                        .flatMap(port -> port.getMethods().stream())
                        .filter(method -> !method.getModifiers().contains(JavaModifier.STATIC)
                                && !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(method -> type.tryGetMethod(
                                        method.getName(),
                                        method.getRawParameterTypes().stream()
                                                .map(JavaClass::getName)
                                                .toArray(String[]::new))
                                .isEmpty())
                        .map(JavaMethod::getFullName))
                .isEmpty();
    }

    @Test
    void should_never_block_in_the_migration() {
        neverBlocks("io.slipway.migrate..").check(classes);

        // The launcher does block; a rule that does not see it would see nothing.
        assertThatThrownBy(() -> neverBlocks("io.slipway.cassandra..").check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Thread.sleep")
                .hasMessageContaining("CompletableFuture.join");
    }

    @Test
    void should_take_time_and_chance_from_outside_in_the_migration() {
        takesTimeAndChanceFromOutside("io.slipway.migrate..").check(classes);

        assertThatThrownBy(() ->
                        takesTimeAndChanceFromOutside("io.slipway.cassandra..").check(classes))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("System.nanoTime")
                .hasMessageContaining("ThreadLocalRandom.current");
    }

    private static ArchRule neverBlocks(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .callMethod(CompletableFuture.class, "join")
                .orShould()
                .callMethod(CompletableFuture.class, "get")
                .orShould()
                .callMethod(Future.class, "get")
                .orShould()
                .callMethod(CountDownLatch.class, "await")
                .orShould()
                .callMethod(Semaphore.class, "acquire")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class);
    }

    private static ArchRule takesTimeAndChanceFromOutside(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current");
    }
}
