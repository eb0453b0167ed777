package io.slipway.demo.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ServicesImportTest {
    @Test
    void should_import_the_key_value_interface_and_the_data_model_alone() {
        JavaClasses services =
                new ClassFileImporter().importClasses(MasterService.class, DeliveryService.class, ApiService.class);

        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.slipway.kv",
                        "io.slipway.demo.service",
                        "io.slipway.demo.model",
                        "io.slipway.demo.v1",
                        "com.google.protobuf",
                        "java.lang..",
                        "java.util..")
                .check(services);
    }
}
