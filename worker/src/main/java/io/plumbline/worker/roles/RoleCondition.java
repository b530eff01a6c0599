package io.plumbline.worker.roles;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

final class RoleCondition implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        var role = metadata.getAnnotations().get(OnRole.class).getEnum("value", Role.class);
        return Role.of(context.getEnvironment()).contains(role);
    }
}
