package io.plumbline.worker.roles;

import io.plumbline.infra.embedded.StartException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.core.env.Environment;

/** A part of the program that a process may leave to others ({@code plumbline.roles}). */
public enum Role {
    api,
    reconcile,
    conversation,
    federation,
    products;

    /** Those of this process: all, where none are set. */
    public static Set<Role> of(Environment environment) {
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
