package io.plumbline.worker.roles;

import io.plumbline.infra.embedded.StartException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

final class RoleCondition implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        var role = metadata.getAnnotations().get(OnRole.class).getEnum("value", Role.class);
        return roles(context.getEnvironment()).contains(role);
    }

    private static Set<Role> roles(Environment environment) {
        var set = environment.getProperty("plumbline.roles", String[].class, new String[0]);
        var roles = EnumSet.noneOf(Role.class);
        for (var name : set) {
            try {
                roles.add(Role.valueOf(name.trim()));
            } catch (IllegalArgumentException e) {
                throw new StartException("plumbline.roles has '" + name + "'; it may have any of "
                        + Arrays.toString(Role.values()) + ".");
            }
        }
        return roles.isEmpty() ? EnumSet.allOf(Role.class) : roles;
    }
}
