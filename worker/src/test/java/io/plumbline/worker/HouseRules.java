package io.plumbline.worker;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Conditions that the library does not bring. */
final class HouseRules {

    private HouseRules() {}

    static ArchCondition<JavaClass> haveOnlyFinalStaticFields() {
        return new ArchCondition<>("have only final static fields") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getFields().stream()
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                        .forEach(field -> events.add(SimpleConditionEvent.violated(
                                field, field.getFullName() + " is static and not final")));
            }
        };
    }
}
